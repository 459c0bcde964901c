package org.entrepot.exporter.cma.internal;

import java.util.BitSet;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The bitmap of a CMA region, one bit a page, after {@code mm/cma.c}: first fit from the start, aligned to the size rounded up
 * to a power of two but never more than order 8 ({@code CONFIG_CMA_ALIGNMENT}). The region itself is whole pageblocks.
 */
final class PageblockRegion {
    /** A pageblock has 512 pages: 2 MiB. */
    static final long PAGEBLOCK_BYTES = PageFrames.PAGE_SIZE << 9;

    private static final int LARGEST_ALIGNMENT_ORDER = 8;

    private final PageRun range;
    private final int pages;
    private final BitSet taken;

    PageblockRegion(PageRun range) {
        this.range = range;
        this.pages = Math.toIntExact(range.count());
        this.taken = new BitSet(pages);
    }

    PageRun range() {
        return range;
    }

    /**
     * Marks the first free run at or after a place.
     *
     * @param count pages
     * @param from the place, in pages from the region's start
     * @return the run's first page in the region, or -1 if there is none
     */
    synchronized int take(int count, int from) {
        int alignment = alignment(count);
        int start = aligned(from, alignment);
        while (start <= pages - count) {
            int obstacle = taken.nextSetBit(start);
            if (obstacle < 0 || obstacle >= start + count) {
                taken.set(start, start + count);
                return start;
            }
            start = aligned(taken.nextClearBit(obstacle), alignment);
        }
        return -1;
    }

    /** Where to look next after a run that turned out to be in use: past the first aligned place, as {@code cma_alloc} does. */
    static int after(int start, int count) {
        return start + alignment(count);
    }

    synchronized void give(int start, int count) {
        taken.clear(start, start + count);
    }

    synchronized long freePages() {
        return (long) pages - taken.cardinality();
    }

    synchronized long largestRun() {
        int largest = 0;
        int start = taken.nextClearBit(0);
        while (start < pages) {
            int end = taken.nextSetBit(start);
            end = end < 0 ? pages : end;
            largest = Math.max(largest, end - start);
            start = taken.nextClearBit(end);
        }
        return largest;
    }

    private static int alignment(int count) {
        int order = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        return 1 << Math.min(order, LARGEST_ALIGNMENT_ORDER);
    }

    private static int aligned(int page, int alignment) {
        return (page + alignment - 1) & -alignment;
    }
}
