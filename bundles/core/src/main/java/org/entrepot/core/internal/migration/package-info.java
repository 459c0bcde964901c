/** Buffers on their way: out of a heap that leaves, to one that an operator names, and back to one that returns. */
@NullMarked
package org.entrepot.core.internal.migration;

import org.jspecify.annotations.NullMarked;
