/** The machine that is not there: page frames, what is placed at them, and the bus over which devices reach it. */
@NullMarked
package org.entrepot.emulation.internal.machine;

import org.jspecify.annotations.NullMarked;
