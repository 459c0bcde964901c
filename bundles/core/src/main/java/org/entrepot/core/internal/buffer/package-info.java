/** Buffers, their references, attachments and mappings. */
@NullMarked
package org.entrepot.core.internal.buffer;

import org.jspecify.annotations.NullMarked;
