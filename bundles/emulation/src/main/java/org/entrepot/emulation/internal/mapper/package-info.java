/** The DMA layers of the emulated bus: one that shows memory where it is, one that shows it as one run. */
@NullMarked
package org.entrepot.emulation.internal.mapper;

import org.jspecify.annotations.NullMarked;
