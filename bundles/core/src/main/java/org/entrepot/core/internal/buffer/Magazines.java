package org.entrepot.core.internal.buffer;

import org.jspecify.annotations.Nullable;

/**
 * Where idle buffers of a pool are to be found without looking through all: for each stripe of threads the berths whose buffers came
 * back on them, the latest first, because its bytes are the likeliest to be in the processor's cache. These are hints and no more.
 * Whether a buffer is idle, and who gets it, is decided by its own count of references; so threads that meet in a magazine need no order,
 * and all they can do is lose a hint. They avoid it, because what they write there goes from processor to processor.
 */
final class Magazines {
    private static final int MOST_STRIPES = 64;
    /** Twice as many as there are processors, at least, so that few threads that run at once share one. */
    static final int STRIPES = Integer.highestOneBit(
            Math.min(MOST_STRIPES, 4 * Runtime.getRuntime().availableProcessors()));

    private static final int STRIPE_BITS = Integer.numberOfTrailingZeros(STRIPES);

    private static final int MOST_HINTS = 64;
    /** Unused room on both sides of a magazine, so that no two share a line of the cache. */
    private static final int APART = 32;
    /** Where in a magazine it stands which thread it is of. */
    private static final int OWNER = APART;
    /** Where it stands how many hints went in. */
    private static final int NEXT = APART + 1;

    private static final int FIRST = APART + 2;
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

    private static int self() {
        return (int) Thread.currentThread().getId();
    }

    private static int stripe(int thread) {
        return thread & (STRIPES - 1);
    }

    /** Remembers that the buffer of a berth is idle. */
    void note(int berth) {
        int[] own = own(self());
        int at = own[NEXT];
        own[FIRST + (at & mask)] = berth + 1;
        own[NEXT] = at + 1;
    }

    /** Lends a buffer that came back near this thread, or elsewhere; null if no hint leads to one. */
    @Nullable
    Berth lend() {
        int hint = pop(own(self()));
        if (hint != NO_HINT && berths[hint - 1].tryLend()) {
            return berths[hint - 1];
        }
        return lendFromAll();
    }

    /** The magazine of a thread. */
    int[] own(int thread) {
        int[] usual = stripes[stripe(thread)];
        return usual != null && usual[OWNER] == thread ? usual : another(thread);
    }

    /**
     * The magazine of a thread that does not find its own where it looks first. If another thread has that, this one takes the
     * one of a second stripe, whosever that was: who is driven out does the same. So few threads share one for long, and a thread
     * that died keeps none.
     */
    private int[] another(int thread) {
        int usual = stripe(thread);
        int stripe = stripes[usual] == null ? usual : usual ^ (1 | stripe(thread >>> STRIPE_BITS));
        int[] own = stripes[stripe];
        if (own == null) {
            own = new int[FIRST + mask + 1 + APART];
            stripes[stripe] = own;
        }
        if (own[OWNER] != thread) {
            own[OWNER] = thread;
        }
        return own;
    }

    private @Nullable Berth lendFromAll() {
        int first = stripe(self());
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
