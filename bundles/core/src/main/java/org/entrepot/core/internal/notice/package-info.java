/** What happens in the engine that people want to know of, said once: to the log, and to whoever follows. */
@NullMarked
package org.entrepot.core.internal.notice;

import org.jspecify.annotations.NullMarked;
