package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.entrepot.linux.internal.Drm.DrmGemCloseLayout;
import org.entrepot.linux.internal.Drm.DrmPrimeHandleLayout;

/**
 * What a card has imported. A DMA-BUF that is imported twice has one handle, which is closed once: so they are counted. Safe for use by
 * several threads.
 */
final class GemHandles {
    private final CardCalls calls;
    private final Map<Integer, Integer> uses = new HashMap<>();

    GemHandles(CardCalls calls) {
        this.calls = calls;
    }

    /** Imports a DMA-BUF: its handle, or below zero the number of an error. */
    synchronized int take(int descriptor) {
        ByteBuffer prime = Structure.of(DrmPrimeHandleLayout.SIZEOF).putInt(DrmPrimeHandleLayout.FD, descriptor);
        int errno = calls.tried(Drm.DRM_IOCTL_PRIME_FD_TO_HANDLE, prime);
        if (errno != 0) {
            return -errno;
        }
        int handle = prime.getInt(DrmPrimeHandleLayout.HANDLE);
        uses.merge(handle, 1, Integer::sum);
        return handle;
    }

    /** Lets go of a handle; with the last use the card lets go of the memory. */
    synchronized void give(int handle) {
        Integer left = uses.computeIfPresent(handle, (key, count) -> count - 1);
        if (left != null && left == 0) {
            uses.remove(handle);
            calls.undo(
                    "GEM_CLOSE",
                    Drm.DRM_IOCTL_GEM_CLOSE,
                    Structure.of(DrmGemCloseLayout.SIZEOF).putInt(DrmGemCloseLayout.HANDLE, handle));
        }
    }

    /** How many handles are open. */
    synchronized int open() {
        return uses.size();
    }
}
