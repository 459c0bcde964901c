package org.entrepot.linux.internal;

import java.util.OptionalInt;
import org.entrepot.linux.ScanOut.Flip;

/** How a driver is made to show another picture: whole or not at all, or step by step. */
interface Flipping {
    /** Whether it could show a picture; nothing changes. */
    boolean takes(CardFramebuffer picture);

    /**
     * Shows a picture for the first time, and sets the mode.
     *
     * @param ready as of {@link org.entrepot.linux.ScanOut#show(org.entrepot.linux.Framebuffer, OptionalInt)}
     * @return a sync file for when it is shown, if the driver has any
     */
    OptionalInt begin(CardFramebuffer picture, OptionalInt ready);

    /** Shows another picture from the next refresh on; as {@link #begin}. */
    OptionalInt flip(CardFramebuffer picture, OptionalInt ready);

    /** A flip that is over when the call that made it is. */
    static Flip now() {
        return new Flip(0, System.nanoTime());
    }
}
