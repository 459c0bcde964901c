package org.entrepot.exporter.iommu.internal;

import org.entrepot.spi.ReservedRegion;

/**
 * The I/O virtual addresses of one device, page by page: what {@code drivers/iommu/iova.c} does with a tree, at a cost that does
 * not grow with what is taken. Ranges are aligned to their own size rounded up to a power of two; those of up to 64 pages also
 * occupy as much, and are kept ready in magazines when they are given back. Larger ones occupy what they need, to a sixteenth.
 *
 * <p>Safe for use by several threads; allocates nothing but room for its own metadata.
 */
public final class IovaSpace {
    /** Bits of an address: what four levels of page tables translate. */
    public static final int ADDRESS_BITS = 48;

    private static final int PAGE_SHIFT = 12;
    /** A large range occupies so many 2^-n of its size rounded up: then few pieces are left of its block. */
    private static final int GRANULE_ORDERS = 4;

    private final FreeBlocks free = new FreeBlocks();
    private final Magazines magazines = new Magazines();

    /** Begins with every page but the first. */
    public IovaSpace() {}

    /**
     * Takes a range, as high as the reach allows.
     *
     * @param pages positive
     * @param alignment the first page is a multiple of it; positive, not necessarily a power of two
     * @param addressBits how far the device reaches, 12 to 64
     * @return the first page, or 0 if there is no room
     */
    public long take(long pages, long alignment, int addressBits) {
        int reach = Math.min(addressBits, ADDRESS_BITS) - PAGE_SHIFT;
        int order = order(pages);
        long size = 1L << order;
        if (order >= Magazines.ORDERS || (alignment != 1 && size % alignment != 0)) {
            return takeApart(pages, order, alignment, reach);
        }
        long ready = magazines.take(order, reach);
        return ready != 0 ? ready : takeApart(pages, order, alignment, reach);
    }

    private long takeApart(long pages, int order, long alignment, int reach) {
        long multiple = multiple(order, alignment);
        int block = block(occupied(pages, order), multiple);
        if (block >= FreeBlocks.PAGE_BITS) {
            return 0;
        }
        long first = takeOnce(block, occupied(pages, order), multiple, reach);
        if (first == 0) {
            reclaim();
            first = takeOnce(block, occupied(pages, order), multiple, reach);
        }
        return first;
    }

    private synchronized long takeOnce(int block, long occupied, long multiple, int reach) {
        long start = free.take(block, reach);
        if (start == 0) {
            return 0;
        }
        long end = start + (1L << block);
        long first = (end - occupied) / multiple * multiple;
        free.give(start, first - start);
        free.give(first + occupied, end - first - occupied);
        return first;
    }

    /**
     * Gives a range back.
     *
     * @param first its first page
     * @param pages as many as it was taken for
     * @throws IllegalStateException if it is seen to be free already
     */
    public void give(long first, long pages) {
        int order = order(pages);
        if (order >= Magazines.ORDERS) {
            giveApart(first, occupied(pages, order));
        } else if (!magazines.give(first, order)) {
            overflow(first, order);
        }
    }

    private synchronized void giveApart(long first, long pages) {
        free.give(first, pages);
    }

    private synchronized void overflow(long first, int order) {
        free.give(first, order);
        magazines.halve(order, free::give);
    }

    /** Joins what the magazines keep with the rest. */
    synchronized void reclaim() {
        magazines.empty(free::give);
    }

    /** Keeps addresses from being taken from now on. */
    synchronized void withhold(ReservedRegion region) {
        long first = region.address() >>> PAGE_SHIFT;
        long last = (region.address() + (region.bytes() - 1)) >>> PAGE_SHIFT;
        reclaim();
        free.withhold(first, last);
    }

    /** How many pages could be taken; exact while nobody takes or gives any. */
    synchronized long freePages() {
        reclaim();
        return free.pages();
    }

    /** How often a small range was ready in a magazine. */
    long hits() {
        return magazines.hits();
    }

    /** How often it was not. */
    long misses() {
        return magazines.misses();
    }

    private static long occupied(long pages, int order) {
        long granule = order < Magazines.ORDERS ? 1L << order : 1L << (order - GRANULE_ORDERS);
        return (pages + granule - 1) & -granule;
    }

    /** The least order of a block with so many pages. */
    private static int order(long pages) {
        return Long.SIZE - Long.numberOfLeadingZeros(pages - 1);
    }

    /** What the first page of a range is a multiple of; more than any page number has if that is too much to ask. */
    private static long multiple(int order, long alignment) {
        long common = Math.min(1L << order, Long.lowestOneBit(alignment));
        long rest = alignment / common;
        return order >= FreeBlocks.PAGE_BITS || rest > 1L << (FreeBlocks.PAGE_BITS - order)
                ? 1L << FreeBlocks.PAGE_BITS
                : rest << order;
    }

    /** The order of the smallest block that surely has so many pages at a multiple. */
    private static int block(long occupied, long multiple) {
        return order(Long.bitCount(multiple) == 1 ? Math.max(multiple, occupied) : multiple + occupied);
    }

    /**
     * How many pages a range can surely have while nothing is taken.
     *
     * @param alignment as for {@link #take}
     * @param addressBits as for {@link #take}
     */
    synchronized long longest(long alignment, int addressBits) {
        int largest = free.largest(Math.min(addressBits, ADDRESS_BITS) - PAGE_SHIFT);
        for (int order = largest; order >= 0; order--) {
            if (block(1L << order, multiple(order, alignment)) <= largest) {
                return 1L << order;
            }
        }
        return 0;
    }
}
