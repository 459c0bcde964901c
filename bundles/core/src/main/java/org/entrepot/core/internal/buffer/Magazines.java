package org.entrepot.core.internal.buffer;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where idle buffers of a pool are to be found without looking through all: for each stripe of threads the berths that its threads
 * gave back, the latest first, because its bytes are the likeliest to be in the processor's cache. These are hints and no more. Whether
 * a buffer is idle, and who gets it, is decided by its own count of references; so threads that meet in a magazine need no order, and
 * what they can do is to lose a hint.
 */
final class Magazines {
    private static final int MOST_STRIPES = 64;
    /** Twice as many as there are processors, at least, so that few threads that run at once share one. */
    private static final int STRIPES = Integer.highestOneBit(
            Math.min(MOST_STRIPES, 4 * Runtime.getRuntime().availableProcessors()));

    private static final int MOST_HINTS = 64;

    private final AtomicReferenceArray<@Nullable Magazine> stripes = new AtomicReferenceArray<>(STRIPES);
    private final int hints;

    /**
     * Knows nothing yet.
     *
     * @param berths how many there are
     */
    Magazines(int berths) {
        this.hints = Math.min(MOST_HINTS, Integer.highestOneBit(2 * berths - 1));
    }

    private static int stripe() {
        return (int) Thread.currentThread().getId() & (STRIPES - 1);
    }

    /** Remembers that the buffer of a berth is idle. */
    void note(Berth berth) {
        int stripe = stripe();
        Magazine own = stripes.get(stripe);
        if (own == null) {
            own = new Magazine(hints);
            stripes.set(stripe, own);
        }
        own.push(berth);
    }

    /** Lends a buffer that came back near this thread, or elsewhere; null if no hint leads to one. */
    @Nullable
    Berth lend() {
        int first = stripe();
        for (int i = 0; i < STRIPES; i++) {
            Magazine next = stripes.get((first + i) & (STRIPES - 1));
            Berth lent = next == null ? null : next.lend();
            if (lent != null) {
                return lent;
            }
        }
        return null;
    }

    /** A ring of hints: a new one takes the place of the oldest. */
    private static final class Magazine {
        /** Unused room on both sides, so that no other thread's magazine shares a line of the cache. */
        private static final int APART = 32;

        private final @Nullable Berth[] ring;
        private final int mask;
        private int next;

        Magazine(int hints) {
            this.ring = new Berth[hints + 2 * APART];
            this.mask = hints - 1;
        }

        void push(Berth berth) {
            int at = next;
            ring[APART + (at & mask)] = berth;
            next = at + 1;
        }

        @Nullable
        Berth lend() {
            for (int i = 0; i <= mask; i++) {
                Berth hint = pop();
                if (hint == null || hint.tryLend()) {
                    return hint;
                }
            }
            return null;
        }

        private @Nullable Berth pop() {
            int at = next - 1;
            Berth hint = ring[APART + (at & mask)];
            if (hint != null) {
                ring[APART + (at & mask)] = null;
                next = at;
            }
            return hint;
        }
    }
}
