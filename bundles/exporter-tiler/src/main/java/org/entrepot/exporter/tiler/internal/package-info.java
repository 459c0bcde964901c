/** Tiled memory with eight views, mapped by its exporter. */
@NullMarked
package org.entrepot.exporter.tiler.internal;

import org.jspecify.annotations.NullMarked;
