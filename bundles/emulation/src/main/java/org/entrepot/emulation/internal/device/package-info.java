/** Emulated devices: camera, rotator, encoder, display. They reach memory by device address, and not otherwise. */
@NullMarked
package org.entrepot.emulation.internal.device;

import org.jspecify.annotations.NullMarked;
