package org.entrepot.exporter.cma.internal;

import java.util.BitSet;

/**
 * The bitmap of a CMA region, one bit a page, after {@code mm/cma.c}: first fit from the start, aligned to the size rounded up
 * to a power of two but never more than order 8 ({@code CONFIG_CMA_ALIGNMENT}). Not safe for use by several threads.
 */
final class RegionBitmap {
    private static final int LARGEST_ALIGNMENT_ORDER = 8;

    private final int pages;
    private final BitSet marked;
    private int free;

    /** A bitmap without a mark, for so many pages. */
    RegionBitmap(int pages) {
        this.pages = pages;
        this.marked = new BitSet(pages);
        this.free = pages;
    }

    /** At multiples of how many pages a run of so many begins. */
    static int alignment(int count) {
        int order = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        return 1 << Math.min(order, LARGEST_ALIGNMENT_ORDER);
    }

    /**
     * Finds the first run without a mark at or after a place.
     *
     * @param count pages, positive
     * @param from the place
     * @return the run's first page, or -1 if there is none
     */
    int find(int count, int from) {
        int alignment = alignment(count);
        int start = aligned(from, alignment);
        while (start <= pages - count) {
            int obstacle = marked.nextSetBit(start);
            if (obstacle < 0 || obstacle >= start + count) {
                return start;
            }
            start = aligned(marked.nextClearBit(obstacle), alignment);
        }
        return -1;
    }

    private static int aligned(int page, int alignment) {
        return (page + alignment - 1) & -alignment;
    }

    /** Marks a run that has no mark. */
    void mark(int start, int count) {
        marked.set(start, start + count);
        free -= count;
    }

    /** Takes the marks off a run that is marked. */
    void clear(int start, int count) {
        marked.clear(start, start + count);
        free += count;
    }

    /** How many pages have no mark. */
    int free() {
        return free;
    }

    /** A copy of the marks. */
    BitSet marks() {
        return (BitSet) marked.clone();
    }
}
