package org.entrepot.core.internal.buffer;

import org.jspecify.annotations.Nullable;

/**
 * Where idle buffers of a pool are to be found without looking through all: for each stripe of threads the berths whose buffers came
 * back on them, the latest first, because its bytes are the likeliest to be in the processor's cache. These are hints and no more.
 * Whether a buffer is idle, and who gets it, is decided by its own count of references; so threads that meet in a magazine need no order,
 * and all they can do is lose a hint.
 */
final class Magazines {
    private static final int MOST_STRIPES = 64;
    /** Twice as many as there are processors, at least, so that few threads that run at once share one. */
    private static final int STRIPES = Integer.highestOneBit(
            Math.min(MOST_STRIPES, 4 * Runtime.getRuntime().availableProcessors()));

    private static final int MOST_HINTS = 64;
    /** Unused room on both sides of a magazine, so that no two share a line of the cache. */
    private static final int APART = 32;
    /** Where in a magazine it stands how many hints went in. */
    private static final int NEXT = APART;

    private static final int FIRST = APART + 1;
    private static final int NO_HINT = 0;

    private final Berth[] berths;
    private final int mask;
    /** Each a ring in which a new hint takes the place of the oldest; a hint is the number of a berth, from 1. */
    private final int[] @Nullable [] stripes = new int[STRIPES][];

    /**
     * Knows nothing yet.
     *
     * @param berths of the pool, by number
     */
    Magazines(Berth[] berths) {
        this.berths = berths;
        this.mask = Math.min(MOST_HINTS, Integer.highestOneBit(2 * berths.length - 1)) - 1;
    }

    private static int stripe() {
        return (int) Thread.currentThread().getId() & (STRIPES - 1);
    }

    /** Remembers that the buffer of a berth is idle. */
    void note(int berth) {
        int stripe = stripe();
        int[] own = stripes[stripe];
        if (own == null) {
            own = new int[FIRST + mask + 1 + APART];
            stripes[stripe] = own;
        }
        int at = own[NEXT];
        own[FIRST + (at & mask)] = berth + 1;
        own[NEXT] = at + 1;
    }

    /** Lends a buffer that came back near this thread, or elsewhere; null if no hint leads to one. */
    @Nullable
    Berth lend() {
        int[] own = stripes[stripe()];
        int hint = own == null ? NO_HINT : pop(own);
        if (hint != NO_HINT && berths[hint - 1].tryLend()) {
            return berths[hint - 1];
        }
        return lendFromAll();
    }

    private @Nullable Berth lendFromAll() {
        int first = stripe();
        for (int i = 0; i < STRIPES; i++) {
            int[] next = stripes[(first + i) & (STRIPES - 1)];
            for (int hint = next == null ? NO_HINT : pop(next); hint != NO_HINT; hint = pop(next)) {
                if (berths[hint - 1].tryLend()) {
                    return berths[hint - 1];
                }
            }
        }
        return null;
    }

    private int pop(int[] magazine) {
        int at = magazine[NEXT] - 1;
        int hint = magazine[FIRST + (at & mask)];
        if (hint != NO_HINT) {
            magazine[FIRST + (at & mask)] = NO_HINT;
            magazine[NEXT] = at;
        }
        return hint;
    }
}
