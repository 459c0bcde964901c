package org.entrepot.exporter.iommu.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Who is on his way through the translations of a domain. Walkers never wait; who took something away waits until all that may
 * still have seen it are through, as {@code synchronize_srcu} does. Walkers that begin meanwhile count in the other phase and do
 * not keep it waiting.
 */
final class Walkers {
    private static final int STRIPES = 8;
    /** As many words as keep stripes out of each other's cache lines. */
    private static final int STRIDE = 16;

    private static final int PHASE = STRIPES * STRIDE;
    private static final int SPINS = 1_000;
    private static final long PARK_NANOS = 10_000;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[2 * PHASE];
    private volatile int phase;

    /** Begins a walk; answers the ticket for its end. */
    int enter() {
        int ticket = phase * PHASE + ((int) Thread.currentThread().getId() & (STRIPES - 1)) * STRIDE;
        WORD.getAndAdd(counts, ticket, 1L);
        return ticket;
    }

    /** Ends a walk. */
    void leave(int ticket) {
        WORD.getAndAdd(counts, ticket, -1L);
    }

    /** Returns when every walk that had begun before the call has ended. Not to be called by a walker. */
    synchronized void await() {
        VarHandle.fullFence();
        if (isStill(0) && isStill(1)) {
            return;
        }
        // A walker may have read the phase before the last change and entered after it: its phase is let run dry before
        // it
        // is used again.
        int before = phase;
        dry(1 - before);
        phase = 1 - before;
        dry(before);
    }

    private boolean isStill(int which) {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            if ((long) WORD.getVolatile(counts, which * PHASE + stripe * STRIDE) != 0) {
                return false;
            }
        }
        return true;
    }

    private void dry(int which) {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            for (int spins = 0;
                    (long) WORD.getVolatile(counts, which * PHASE + stripe * STRIDE) != 0;
                    spins = Math.min(spins + 1, SPINS)) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(PARK_NANOS);
                }
            }
        }
    }
}
