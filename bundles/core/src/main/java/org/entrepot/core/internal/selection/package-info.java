/** Which memory suits a request, and why the rest does not. */
@NullMarked
package org.entrepot.core.internal.selection;

import org.jspecify.annotations.NullMarked;
