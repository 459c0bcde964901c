package org.entrepot.exporter.carveout.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bit for each page of a range, all alike at first; memory is taken only for parts in which some were changed. Safe for use by
 * several threads without a lock.
 */
final class PageBits {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int CHUNK_SHIFT = 15;
    private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;

    private final long initial;
    private final AtomicReferenceArray<long @Nullable []> chunks;

    /**
     * Begins with all bits alike.
     *
     * @param pages how many
     * @param set how all bits are at first
     */
    private PageBits(int pages, boolean set) {
        this.initial = set ? -1 : 0;
        this.chunks = new AtomicReferenceArray<>(((pages - 1) >> CHUNK_SHIFT) + 1);
    }

    /** Bits that are all clear. */
    static PageBits clear(int pages) {
        return new PageBits(pages, false);
    }

    /** Bits that are all set. */
    static PageBits set(int pages) {
        return new PageBits(pages, true);
    }

    boolean get(int page) {
        return (word(page) & 1L << page) != 0;
    }

    private long word(int page) {
        long[] chunk = chunks.get(page >> CHUNK_SHIFT);
        return chunk == null ? initial : (long) WORD.getAcquire(chunk, index(page));
    }

    private static int index(int page) {
        return (page & CHUNK_PAGES - 1) >> 6;
    }

    /**
     * Sets the bits of some pages.
     *
     * @return how many were clear
     */
    int set(int start, int count) {
        return change(start, count, true);
    }

    /**
     * Clears the bits of some pages.
     *
     * @return how many were set
     */
    int clear(int start, int count) {
        return change(start, count, false);
    }

    private int change(int start, int count, boolean set) {
        int changed = 0;
        for (int page = start; page < start + count; ) {
            int next = Math.min(start + count, (page | Long.SIZE - 1) + 1);
            long mask = (-1L >>> (Long.SIZE - (next - page))) << page;
            changed += Long.bitCount(set ? ~or(page, mask) & mask : and(page, ~mask) & mask);
            page = next;
        }
        return changed;
    }

    private long or(int page, long mask) {
        return (word(page) & mask) == mask ? -1L : (long) WORD.getAndBitwiseOr(chunk(page), index(page), mask);
    }

    private long and(int page, long mask) {
        return (word(page) & ~mask) == 0 ? 0 : (long) WORD.getAndBitwiseAnd(chunk(page), index(page), mask);
    }

    private long[] chunk(int page) {
        int number = page >> CHUNK_SHIFT;
        long[] chunk = chunks.get(number);
        if (chunk != null) {
            return chunk;
        }
        long[] made = new long[CHUNK_PAGES / Long.SIZE];
        Arrays.fill(made, initial);
        long[] witness = chunks.compareAndExchange(number, null, made);
        return witness == null ? made : witness;
    }

    /** The first page from one on that has its bit set; the end if there is none before it. */
    int nextSet(int from, int end) {
        return next(from, end, 0);
    }

    /** The first page from one on that has its bit clear; the end if there is none before it. */
    int nextClear(int from, int end) {
        return next(from, end, -1);
    }

    private int next(int from, int end, long flip) {
        int page = from;
        while (page < end) {
            long left = (word(page) ^ flip) & -1L << page;
            if (left != 0) {
                return Math.min(end, (page & -Long.SIZE) + Long.numberOfTrailingZeros(left));
            }
            page = (page | Long.SIZE - 1) + 1;
        }
        return end;
    }
}
