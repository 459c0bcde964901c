package org.entrepot.exporter.carveout.internal;

/**
 * Where a run of pages may lie. What is handed out begins and ends some pages inside the run: between its guard pages.
 *
 * @param count pages of the run, with its guards
 * @param guard pages before and after what is handed out
 * @param alignment that the absolute number of the first page handed out is a multiple of; 1 to {@link
 *     #MOST_ALIGNMENT}, of which only page 0 is a multiple
 * @param limit the page of the range, counted from its start, before which what is handed out ends
 * @param boundary multiples of this many pages, a power of two, are not crossed; 0 for none
 */
public record RunWish(int count, int guard, long alignment, int limit, long boundary) {
    /** Every page has a lower number than this. */
    static final long MOST_ALIGNMENT = 1L << 52;

    /** How often a place is moved on because it crosses a boundary, before the free run counts as unsuitable. */
    private static final int MOST_TRIES = 16;

    /** Checks that something is handed out, and that it can keep to the boundary. */
    public RunWish {
        if (guard < 0 || count <= 2 * guard || alignment < 1 || alignment > MOST_ALIGNMENT) {
            throw new IllegalArgumentException("a run hands out pages between its guards: count=" + count + " guard="
                    + guard + " alignment=" + alignment);
        }
        if (boundary != 0 && (Long.bitCount(boundary) != 1 || count - 2 * guard > boundary)) {
            throw new IllegalArgumentException(
                    "a run fits between two boundaries: count=" + count + " guard=" + guard + " boundary=" + boundary);
        }
    }

    /** A wish for pages of a range, anywhere in it. */
    static RunWish anywhere(int count, int pages) {
        return new RunWish(count, 0, 1, pages, 0);
    }

    /** Whether every free run that is long enough suits, in a range of so many pages. */
    boolean isAnywhere(int pages) {
        return alignment == 1 && guard == 0 && limit == pages && boundary == 0;
    }

    /** How long a free run is that certainly has room, wherever it starts, unless the limit cuts it. */
    long roomy() {
        long moved = alignment - 1;
        return boundary == 0 ? count + moved : count + 2 * moved + (handedOut() - 1);
    }

    /** How many pages are handed out. */
    int handedOut() {
        return count - 2 * guard;
    }

    /**
     * The first suitable place in a free run.
     *
     * @param origin absolute number of the range's first page
     * @param start of the free run, in the range
     * @param end of the free run, exclusive
     * @return the first page of the run to take, in the range; -1 if none suits
     */
    int placeIn(long origin, int start, int end) {
        long latest = origin + Math.min(end - guard, limit) - handedOut();
        long place = aligned(origin + start + guard);
        for (int tries = 0; place <= latest && tries < MOST_TRIES; tries++) {
            long next = boundary == 0 ? place : (place + handedOut() - 1) & -boundary;
            if (next <= place) {
                return (int) (place - guard - origin);
            }
            place = aligned(next);
        }
        return -1;
    }

    private long aligned(long page) {
        long over = page % alignment;
        return over == 0 ? page : page + (alignment - over);
    }
}
