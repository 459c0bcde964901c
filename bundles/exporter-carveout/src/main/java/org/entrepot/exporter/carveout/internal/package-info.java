/** A range of memory that the operating system never owned. */
@NullMarked
package org.entrepot.exporter.carveout.internal;

import org.jspecify.annotations.NullMarked;
