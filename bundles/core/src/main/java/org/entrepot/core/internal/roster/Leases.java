package org.entrepot.core.internal.roster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls in flight into something that may leave. Once drained it grants no lease again; draining waits for the calls
 * that hold one. While suspended it grants none either.
 */
public final class Leases {
    private static final int DRAINED = Integer.MIN_VALUE;
    private static final int SUSPENDED = 1 << 30;
    private static final int COUNT = SUSPENDED - 1;

    /** The leases out, with the sign bit set once drained, and the next while suspended. */
    private final AtomicInteger state = new AtomicInteger();

    /** Takes a lease, unless drained or suspended. */
    public boolean tryTake() {
        int seen = state.get();
        while (isGranting(seen)) {
            int witness = state.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Gives a lease back. */
    public void giveBack() {
        int seen = state.get();
        while (true) {
            if ((seen & COUNT) == 0) {
                throw new IllegalStateException("a lease is given back once: leases=0");
            }
            int witness = state.compareAndExchange(seen, seen - 1);
            if (witness == seen) {
                break;
            }
            seen = witness;
        }
        if (((seen - 1) & ~SUSPENDED) == DRAINED) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Whether leases are still granted. */
    public boolean granting() {
        return isGranting(state.get());
    }

    private static boolean isGranting(int seen) {
        return (seen & ~COUNT) == 0;
    }

    /** Whether it was closed: no lease will be granted any more. */
    public boolean isClosed() {
        return state.get() < 0;
    }

    /** Grants no lease until {@link #resume}. */
    public void suspend() {
        state.getAndUpdate(seen -> seen | SUSPENDED);
    }

    /** Grants leases again, unless drained. */
    public void resume() {
        state.getAndUpdate(seen -> seen & ~SUSPENDED);
    }

    /** Grants no more leases, without waiting for those that are out. */
    public void close() {
        state.getAndUpdate(seen -> seen | DRAINED);
    }

    /**
     * Grants no more leases and waits until those that are out came back. An interrupt ends the wait and stays set.
     *
     * @param longest how long to wait
     * @return how many leases are still out: 0 unless the wait ended early
     */
    public synchronized int drain(Duration longest) {
        close();
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            for (long left = longest.toNanos();
                    (state.get() & COUNT) > 0 && left > 0;
                    left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return state.get() & COUNT;
    }
}
