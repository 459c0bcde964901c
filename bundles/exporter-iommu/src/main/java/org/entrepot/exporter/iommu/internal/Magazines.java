package org.entrepot.exporter.iommu.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Address blocks of the small orders that were just given back, kept ready for whoever wants the same again: a magazine for each
 * order, in stripes over which threads are spread, as the kernel keeps them for each processor ({@code struct iova_rcache}).
 * Who finds his stripe busy goes without: it is a cache.
 */
final class Magazines {
    /** Blocks below this order are kept: 1 to 64 pages. */
    static final int ORDERS = 7;

    private static final int ROUNDS = 128;
    private static final int MOST_STRIPES = 16;
    /** A stripe's lock, then how full its magazines are; as many ints as keep stripes out of each other's cache lines. */
    private static final int STRIPE_INTS = 32;

    private static final int TALLIES = 16;
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

    private final int mask;
    private final int[] state;
    private final long[] rounds;
    private final long[] hits;
    private final long[] misses;

    Magazines() {
        int wanted = 2 * Runtime.getRuntime().availableProcessors();
        int stripes = Math.min(MOST_STRIPES, Integer.highestOneBit(wanted));
        this.mask = stripes - 1;
        this.state = new int[stripes * STRIPE_INTS];
        this.rounds = new long[stripes * ORDERS * ROUNDS];
        this.hits = new long[stripes * TALLIES];
        this.misses = new long[stripes * TALLIES];
    }

    /** Takes what is done with blocks that are given up: the space's free blocks take them. */
    @FunctionalInterface
    interface Sink {
        /** Takes a block. */
        void give(long page, int order);
    }

    private int stripe() {
        return (int) Thread.currentThread().getId() & mask;
    }

    private boolean tryLock(int base) {
        return (int) INT.getOpaque(state, base) == 0 && INT.compareAndSet(state, base, 0, 1);
    }

    private void unlock(int base) {
        INT.setRelease(state, base, 0);
    }

    /**
     * Takes a block.
     *
     * @param reach how many bits its page number may have
     * @return its first page, or 0 if none is ready
     */
    long take(int order, int reach) {
        int stripe = stripe();
        int base = stripe * STRIPE_INTS;
        if (!tryLock(base)) {
            return 0;
        }
        int full = state[base + 1 + order];
        long page = full == 0 ? 0 : rounds[(stripe * ORDERS + order) * ROUNDS + full - 1];
        if (page >>> reach != 0) {
            page = 0;
        }
        if (page != 0) {
            state[base + 1 + order] = full - 1;
        }
        count(page == 0 ? misses : hits, stripe);
        unlock(base);
        return page;
    }

    private static void count(long[] tally, int stripe) {
        LONG.setOpaque(tally, stripe * TALLIES, tally[stripe * TALLIES] + 1);
    }

    /** Keeps a block; false if the magazine is full or busy. */
    boolean give(long page, int order) {
        int stripe = stripe();
        int base = stripe * STRIPE_INTS;
        if (!tryLock(base)) {
            return false;
        }
        int full = state[base + 1 + order];
        if (full < ROUNDS) {
            rounds[(stripe * ORDERS + order) * ROUNDS + full] = page;
            state[base + 1 + order] = full + 1;
        }
        unlock(base);
        return full < ROUNDS;
    }

    /** Gives up the older half of a full magazine of the caller's stripe. */
    void halve(int order, Sink sink) {
        int stripe = stripe();
        lock(stripe * STRIPE_INTS);
        if (state[stripe * STRIPE_INTS + 1 + order] == ROUNDS) {
            drain(stripe, order, ROUNDS / 2, sink);
        }
        unlock(stripe * STRIPE_INTS);
    }

    /** Gives up everything. */
    void empty(Sink sink) {
        for (int stripe = 0; stripe <= mask; stripe++) {
            lock(stripe * STRIPE_INTS);
            for (int order = 0; order < ORDERS; order++) {
                drain(stripe, order, state[stripe * STRIPE_INTS + 1 + order], sink);
            }
            unlock(stripe * STRIPE_INTS);
        }
    }

    private void drain(int stripe, int order, int count, Sink sink) {
        int from = (stripe * ORDERS + order) * ROUNDS;
        for (int i = 0; i < count; i++) {
            sink.give(rounds[from + i], order);
        }
        int left = state[stripe * STRIPE_INTS + 1 + order] - count;
        System.arraycopy(rounds, from + count, rounds, from, left);
        state[stripe * STRIPE_INTS + 1 + order] = left;
    }

    /** Waits: who holds a stripe holds it for a few instructions. */
    private void lock(int base) {
        while (!tryLock(base)) {
            Thread.onSpinWait();
        }
    }

    /** How often a block was ready. */
    long hits() {
        return sum(hits);
    }

    /** How often none was. */
    long misses() {
        return sum(misses);
    }

    private static long sum(long[] tally) {
        long sum = 0;
        for (int i = 0; i < tally.length; i += TALLIES) {
            sum += (long) LONG.getOpaque(tally, i);
        }
        return sum;
    }
}
