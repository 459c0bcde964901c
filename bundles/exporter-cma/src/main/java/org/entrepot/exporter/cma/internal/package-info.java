/** The CMA heap: one contiguous run out of a region of pageblocks. */
@NullMarked
package org.entrepot.exporter.cma.internal;

import org.jspecify.annotations.NullMarked;
