package org.entrepot.exporter.iommu.internal;

import java.util.List;
import org.entrepot.spi.PageRun;

/**
 * A page table of four levels of 512 entries, after {@code drivers/iommu/io-pgtable-arm.c}: entries of 4 KiB, 2 MiB and 1 GiB, the
 * largest that both addresses and the length allow; runs that touch are one. One thread at a time changes it, under the lock of
 * its domain; any number look addresses up meanwhile without a lock.
 *
 * <p>An entry is 0, or a page frame with permissions, or the number of a table of the next level. A table that is empty leaves the
 * tree at once but rests until nobody can be on his way through it: see {@link #rest()} and {@link #recycle()}.
 */
public final class PageTable {
    /** Permission to read, as the device sees it. */
    public static final long READ = 1;

    /** Permission to write. */
    public static final long WRITE = 2;

    /** Where the page frame begins in what {@link #find} answers. */
    public static final int FRAME_SHIFT = 12;

    static final int LARGE_SHIFT = 9;
    static final int HUGE_SHIFT = 18;

    private static final int TOP_SHIFT = 27;
    private static final int INDEX = 511;

    private final Tables tables = new Tables();
    private long small;
    private long large;
    private long huge;

    /** Begins empty. */
    public PageTable() {}

    /**
     * Maps runs one behind the other.
     *
     * @param page the first page of addresses
     * @param pages how many: as many as the runs have together
     * @param runs page frames
     * @param permissions {@link #READ}, {@link #WRITE} or both
     * @throws IllegalStateException if something is mapped there; then nothing else is
     */
    public void map(long page, long pages, List<PageRun> runs, long permissions) {
        RunCursor from = new RunCursor(runs, pages);
        long at = page;
        try {
            while (from.hasNext()) {
                int shift = shift(at, from);
                at += shift == 0 ? enterPages(at, from, permissions) : enterBlock(at, from, shift, permissions);
            }
        } catch (IllegalStateException e) {
            unmap(page, at - page);
            throw e;
        }
    }

    /** The size of the entry that fits best. Only at the begin of a leaf table can it be another than the smallest. */
    private static int shift(long page, RunCursor from) {
        if (((page | from.frame()) & mask(LARGE_SHIFT)) != 0) {
            return 0;
        }
        if (((page | from.frame()) & mask(HUGE_SHIFT)) == 0 && from.ahead(1L << HUGE_SHIFT) >= 1L << HUGE_SHIFT) {
            return HUGE_SHIFT;
        }
        return from.ahead(1L << LARGE_SHIFT) >= 1L << LARGE_SHIFT ? LARGE_SHIFT : 0;
    }

    private long enterPages(long page, RunCursor from, long permissions) {
        int above = tables.descend(page, HUGE_SHIFT);
        int entries = tables.fill(above, (int) (page >>> LARGE_SHIFT) & INDEX, (int) page & INDEX, from, permissions);
        small += entries;
        return entries;
    }

    private long enterBlock(long page, RunCursor from, int shift, long permissions) {
        int table = tables.descend(page, shift + LARGE_SHIFT);
        tables.set(table, (int) (page >>> shift) & INDEX, (from.frame() << FRAME_SHIFT) | permissions);
        if (shift == HUGE_SHIFT) {
            huge++;
        } else {
            large++;
        }
        from.skip(1L << shift);
        return 1L << shift;
    }

    /**
     * Unmaps pages that were mapped by one or several whole calls. Whoever looks an address up from now on finds nothing.
     *
     * @throws IllegalStateException if one of them is not mapped, or part of a larger entry
     */
    public void unmap(long page, long count) {
        long end = page + count;
        for (long at = page; at < end; ) {
            at += leave(at, end - at);
        }
    }

    private long leave(long page, long count) {
        int top = tables.child(0, (int) (page >>> TOP_SHIFT));
        int middle = tables.childOrBlock(top, (int) (page >>> HUGE_SHIFT) & INDEX);
        if (middle == Tables.BLOCK) {
            return leaveBlock(page, count, HUGE_SHIFT, top);
        }
        int low = tables.childOrBlock(middle, (int) (page >>> LARGE_SHIFT) & INDEX);
        if (low == Tables.BLOCK) {
            return leaveBlock(page, count, LARGE_SHIFT, middle);
        }
        int first = (int) page & INDEX;
        int entries = (int) Math.min(count, INDEX + 1 - first);
        small -= entries;
        if (tables.clear(low, first, entries)) {
            prune(page, middle, top);
        }
        return entries;
    }

    private long leaveBlock(long page, long count, int shift, int table) {
        if ((page & mask(shift)) != 0 || count < 1L << shift) {
            throw new IllegalStateException("an entry is unmapped whole: page=0x" + Long.toHexString(page) + " pages="
                    + count + " entry=" + (1L << shift));
        }
        if (shift == HUGE_SHIFT) {
            huge--;
        } else {
            large--;
        }
        if (tables.clear(table, (int) (page >>> shift) & INDEX, 1)) {
            if (shift == HUGE_SHIFT) {
                tables.drop(0, (int) (page >>> TOP_SHIFT));
            } else {
                pruneMiddle(page, tables.child(0, (int) (page >>> TOP_SHIFT)));
            }
        }
        return 1L << shift;
    }

    /** Takes an empty leaf table out of the tree, and what is empty without it. */
    private void prune(long page, int middle, int top) {
        if (tables.drop(middle, (int) (page >>> LARGE_SHIFT) & INDEX)) {
            pruneMiddle(page, top);
        }
    }

    private void pruneMiddle(long page, int top) {
        if (tables.drop(top, (int) (page >>> HUGE_SHIFT) & INDEX)) {
            tables.drop(0, (int) (page >>> TOP_SHIFT));
        }
    }

    /**
     * Looks a page of addresses up. Without a lock; allocates nothing.
     *
     * @return the page frame shifted by {@link #FRAME_SHIFT}, and the permissions below it; 0 if nothing is mapped there
     */
    public long find(long page) {
        if (page >>> FreeBlocks.PAGE_BITS != 0) {
            return 0;
        }
        long entry = tables.entry(0, (int) (page >>> TOP_SHIFT));
        for (int shift = HUGE_SHIFT; Tables.isTable(entry); shift -= LARGE_SHIFT) {
            entry = tables.entry(Tables.number(entry), (int) (page >>> shift) & INDEX);
            if (!Tables.isTable(entry)) {
                return entry == 0 ? 0 : entry + ((page & mask(shift)) << FRAME_SHIFT);
            }
        }
        return 0;
    }

    /** Lets tables that are empty by now rest. Whoever calls waits for all that may be on their way through them. */
    public void rest() {
        tables.rest();
    }

    /** Takes rested tables into use again. */
    public void recycle() {
        tables.recycle();
    }

    /** How many tables there are: in the tree, resting and spare. */
    int tables() {
        return tables.count();
    }

    /** Entries of 4 KiB. */
    long small() {
        return small;
    }

    /** Entries of 2 MiB. */
    long large() {
        return large;
    }

    /** Entries of 1 GiB. */
    long huge() {
        return huge;
    }

    /** Mapped pages. */
    long pages() {
        return small + (large << LARGE_SHIFT) + (huge << HUGE_SHIFT);
    }

    /** Is told of entries. */
    @FunctionalInterface
    interface Visitor {
        /** Takes an entry: its first page of addresses, and how many pages it maps. */
        void entry(long page, long pages);
    }

    /** Tells of each entry that maps something, in the order of addresses. */
    void visit(Visitor visitor) {
        visit(0, 0, TOP_SHIFT, visitor);
    }

    private void visit(int table, long base, int shift, Visitor visitor) {
        for (int i = 0; i <= INDEX; i++) {
            long entry = tables.entry(table, i);
            long page = base + ((long) i << shift);
            if (Tables.isTable(entry)) {
                visit(Tables.number(entry), page, shift - LARGE_SHIFT, visitor);
            } else if (entry != 0) {
                visitor.entry(page, 1L << shift);
            }
        }
    }

    private static long mask(int shift) {
        return (1L << shift) - 1;
    }
}
