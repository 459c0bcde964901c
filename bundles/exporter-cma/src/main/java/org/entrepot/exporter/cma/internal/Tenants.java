package org.entrepot.exporter.cma.internal;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.OptionalLong;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The pages of a region that nobody was handed: some lie idle in the page allocator's lists, the others have tenants. A movable
 * tenant is migrated when its page is wanted, a pinned one is not, and memory of an earlier life of the heap stays until it is
 * closed. After {@code __alloc_contig_migrate_range} of {@code mm/page_alloc.c}.
 *
 * <p>A tenant's page is counted and its bytes are not kept. Not safe for use by several threads.
 */
final class Tenants {
    /** So many tenants are migrated together ({@code COMPACT_CLUSTER_MAX}), and so many come back when memory is released. */
    static final int BATCH = 32;

    private final PageFrames machine;
    private final BitSet movable;
    private final BitSet pinned;
    private final BitSet stranded;
    /** Pages with a tenant of any kind. */
    private final BitSet used;

    private final BitSet idle;
    /** Page frames of the allocator that tenants of this region moved to. */
    private final Deque<Long> elsewhere = new ArrayDeque<>();

    private final int pinnedPages;
    private int idlePages;
    private int lentPages;
    private int strandedPages;
    private long migrated;
    private boolean open = true;

    /** What came of clearing a run. */
    enum Clearing {
        /** The run is empty. */
        DONE,
        /** A page of it does not move ({@code EBUSY}). */
        BUSY,
        /** There is no page to move a tenant to ({@code ENOMEM}). */
        NOWHERE
    }

    /**
     * Lends pages for the first time.
     *
     * @param machine where tenants may move to
     * @param range the region
     * @param handedOut pages of the region that are not lent
     * @param stranded pages of the region with memory of an earlier life
     * @param settings who gets what
     */
    Tenants(PageFrames machine, PageRun range, BitSet handedOut, BitSet stranded, TenantSettings settings) {
        int pages = Math.toIntExact(range.count());
        this.machine = machine;
        this.stranded = stranded;
        this.strandedPages = stranded.cardinality();
        this.idle = new BitSet(pages);
        idle.set(0, pages);
        idle.andNot(handedOut);
        idle.andNot(stranded);
        this.pinned = settings.pinned(range.frame(), pages);
        pinned.and(idle);
        this.pinnedPages = pinned.cardinality();
        idle.andNot(pinned);
        this.movable = new BitSet(pages);
        idle.stream().filter(page -> settings.lends(range.frame() + page)).forEach(movable::set);
        idle.andNot(movable);
        this.used = (BitSet) movable.clone();
        used.or(pinned);
        used.or(stranded);
        this.lentPages = movable.cardinality();
        this.idlePages = idle.cardinality();
    }

    /**
     * Migrates the tenants of a run away, batch after batch, and takes its pages off the lists. If that fails, those that moved
     * have moved.
     *
     * @param start first page of a run that nobody was handed
     * @param count pages
     */
    Clearing clear(int start, int count) {
        int end = start + count;
        Targets targets = new Targets(start, end);
        int page = nextTenant(start, end);
        while (page < end) {
            boolean stuck = false;
            for (int i = 0; i < BATCH && page < end; i++) {
                if (!movable.get(page)) {
                    stuck = true;
                } else if (!migrate(page, targets)) {
                    return Clearing.NOWHERE;
                }
                page = nextTenant(page + 1, end);
            }
            if (stuck) {
                return Clearing.BUSY;
            }
        }
        idle.clear(start, end);
        idlePages -= count;
        return Clearing.DONE;
    }

    private int nextTenant(int from, int end) {
        int page = used.nextSetBit(from);
        return page < 0 ? end : page;
    }

    private boolean migrate(int page, Targets targets) {
        boolean found = idlePages > machine.free()
                ? moveInside(targets) || moveElsewhere()
                : moveElsewhere() || moveInside(targets);
        if (found) {
            movable.clear(page);
            used.clear(page);
            idle.set(page);
            idlePages++;
            migrated++;
        }
        return found;
    }

    /** The page allocator takes from the region first while more than half of what is free lies there. */
    private boolean moveInside(Targets targets) {
        int page = targets.next();
        if (page < 0) {
            return false;
        }
        idle.clear(page);
        idlePages--;
        movable.set(page);
        used.set(page);
        return true;
    }

    private boolean moveElsewhere() {
        OptionalLong frame = machine.take(0);
        frame.ifPresent(elsewhere::push);
        lentPages -= frame.isPresent() ? 1 : 0;
        return frame.isPresent();
    }

    /** Takes pages back that somebody was handed. The first of them are lent again, a batch at most. */
    void release(int start, int count) {
        int back = open ? Math.min(Math.min(BATCH, count), elsewhere.size()) : 0;
        for (int i = 0; i < back; i++) {
            machine.give(elsewhere.pop(), 0);
        }
        movable.set(start, start + back);
        used.set(start, start + back);
        lentPages += back;
        idle.set(start + back, start + count);
        idlePages += count - back;
    }

    /**
     * Takes a run back in which memory of an earlier life was found.
     *
     * @param start first page of a run that was cleared
     * @param count pages
     * @param found the pages of the region in which it is
     */
    void strand(int start, int count, BitSet found) {
        for (int page = start; page < start + count; page++) {
            boolean there = found.get(page);
            stranded.set(page, there);
            used.set(page, there);
            idle.set(page, !there);
            strandedPages += there ? 1 : 0;
            idlePages += there ? 0 : 1;
        }
    }

    /** Whether a run has memory of an earlier life, as far as is known. */
    boolean isStranded(int start, int count) {
        int page = stranded.nextSetBit(start);
        return page >= 0 && page < start + count;
    }

    /**
     * Takes pages back whose memory of an earlier life was closed.
     *
     * @param start first page of a run
     * @param count pages
     * @param found the pages of the region in which it still is
     */
    void forget(int start, int count, BitSet found) {
        for (int page = stranded.nextSetBit(start);
                page >= 0 && page < start + count;
                page = stranded.nextSetBit(page + 1)) {
            if (!found.get(page)) {
                stranded.clear(page);
                used.clear(page);
                idle.set(page);
                strandedPages--;
                idlePages++;
            }
        }
    }

    /** Gives the allocator back what tenants of this region have of it. Nothing is lent from now on. */
    void close() {
        open = false;
        while (!elsewhere.isEmpty()) {
            machine.give(elsewhere.pop(), 0);
        }
    }

    /** How many pages of the region movable tenants have. */
    int lentPages() {
        return lentPages;
    }

    /** How many pages of the region are pinned. */
    int pinnedPages() {
        return pinnedPages;
    }

    /** How many pages of the region hold memory of an earlier life, as far as is known. */
    int strandedPages() {
        return strandedPages;
    }

    /** How many page frames of the allocator tenants of this region have. */
    int elsewherePages() {
        return elsewhere.size();
    }

    /** How many tenants were migrated. */
    long migrated() {
        return migrated;
    }

    /** A copy of the pages that movable tenants have. */
    BitSet movable() {
        return (BitSet) movable.clone();
    }

    /** A copy of the pages that are pinned. */
    BitSet pinned() {
        return (BitSet) pinned.clone();
    }

    /** A copy of the pages with memory of an earlier life. */
    BitSet stranded() {
        return (BitSet) stranded.clone();
    }

    /**
     * Idle pages that tenants can move to, from the end of the region, where the next search comes last. The pageblocks of the run
     * that is being cleared are isolated: none of their pages is given to anybody.
     */
    private final class Targets {
        private final int isolatedFrom;
        private final int isolatedTo;
        private int cursor = idle.length() - 1;

        Targets(int start, int end) {
            this.isolatedFrom = start & -RegionSettings.PAGEBLOCK;
            this.isolatedTo = (end + RegionSettings.PAGEBLOCK - 1) & -RegionSettings.PAGEBLOCK;
        }

        /** The next page, or -1. */
        int next() {
            int page = idle.previousSetBit(cursor);
            if (page >= isolatedFrom && page < isolatedTo) {
                page = idle.previousSetBit(isolatedFrom - 1);
            }
            cursor = Math.max(page - 1, -1);
            return page;
        }
    }
}
