package org.entrepot.core.internal.account;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where one bundle allocates. To take the stack costs more than an allocation does, so a bundle with many open buffers pays for one
 * look in {@value #EVERY} allocations; the buffers between two looks carry what the last one found, marked as
 * {@value Site#NEAR}.
 */
final class AllocationSites {
    private static final int EVERY = 64;

    private final AtomicLong passed = new AtomicLong();
    private volatile @Nullable Site near;

    /**
     * The first frame outside the engine on this thread's stack, or a near one.
     *
     * @param open how many buffers the bundle has
     * @param exact for how many open buffers each site is looked up
     */
    Site here(long open, long exact) {
        Site last = near;
        if (open >= exact && passed.getAndIncrement() % EVERY != 0 && last != null) {
            return last;
        }
        Site found = Site.here();
        near = found.near();
        return found;
    }
}
