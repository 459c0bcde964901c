package org.entrepot.device.drm.internal;

import java.util.OptionalInt;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;
import org.entrepot.linux.SyncFiles;

/**
 * Page flips as fences of ours: while one is pending the frame's reservation has a reader, which the driver itself signals.
 *
 * @param fences of this bundle
 * @param files that watch what drivers signal
 */
record FlipFences(Fences fences, SyncFiles files) {
    /**
     * A flip has begun.
     *
     * @param shown the driver's sync file for it ({@code OUT_FENCE_PTR}), this one's from now on; nothing if the driver has none
     * @param frame the reservation of what is to be shown
     */
    void begun(OptionalInt shown, Reservation frame) {
        shown.ifPresent(file -> frame.add(files.fence(fences, file), Usage.READ));
    }
}
