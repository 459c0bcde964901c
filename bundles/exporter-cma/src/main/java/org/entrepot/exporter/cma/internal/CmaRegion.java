package org.entrepot.exporter.cma.internal;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.entrepot.api.Counter;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * A region of pageblocks, after {@code cma_alloc} and {@code cma_release} of {@code mm/cma.c}: the bitmap is marked first, then
 * the tenants of the run are migrated away. Where one does not move ({@code EBUSY}) the marks are taken off and the search goes
 * on behind; where one has nowhere to go it ends.
 *
 * <p>The region can be exchanged for another. Runs that are out stay out: those within the new region are marked in it, those
 * outside are remembered until they come back. Safe for use by several threads.
 */
final class CmaRegion {
    private final PageFrames machine;
    private final Set<PageRun> out = new HashSet<>();
    private PageRun range;
    private RegionBitmap bitmap;
    private Tenants tenants;
    private long outsidePages;
    private long busy;
    private long failures;
    private long migratedBefore;

    /** What came of looking for a run. */
    sealed interface Search {}

    /** A run was found. */
    record Found(PageRun run) implements Search {}

    /** Why there is no run. */
    enum Lack implements Search {
        /** Too little is free. */
        ROOM,
        /** Enough is free, and no run is long enough. */
        RUN,
        /** A tenant in the way has no page to move to. */
        TARGET
    }

    /** Opens a region that its owner has claimed. */
    CmaRegion(PageFrames machine, RegionSettings settings) {
        this.machine = machine;
        this.range = settings.range();
        this.bitmap = new RegionBitmap(Math.toIntExact(range.count()));
        this.tenants = new Tenants(machine, range, bitmap.marks(), placed(0, pages()), settings.tenants());
    }

    /** Exchanges the region for another, which its owner has claimed; its free pages are lent anew. */
    synchronized void exchange(RegionSettings settings) {
        tenants.close();
        migratedBefore += tenants.migrated();
        range = settings.range();
        bitmap = new RegionBitmap(Math.toIntExact(range.count()));
        outsidePages = 0;
        out.forEach(this::markWithin);
        BitSet handedOut = bitmap.marks();
        BitSet stranded = placed(0, pages());
        stranded.andNot(handedOut);
        tenants = new Tenants(machine, range, handedOut, stranded, settings.tenants());
    }

    private void markWithin(PageRun run) {
        int start = startWithin(run);
        int count = endWithin(run) - start;
        if (count > 0) {
            bitmap.mark(start, count);
        }
        outsidePages += run.count() - Math.max(0, count);
    }

    /** Where the part of a run that lies in the region begins, in pages of the region. */
    private int startWithin(PageRun run) {
        return (int) (Math.max(run.frame(), range.frame()) - range.frame());
    }

    /** Where it ends; not behind where it begins if there is no such part. */
    private int endWithin(PageRun run) {
        return (int) Math.max(-1, Math.min(run.end(), range.end()) - range.frame());
    }

    private int pages() {
        return Math.toIntExact(range.count());
    }

    /** The pages of the region, out of a part of it, at which bytes are placed. */
    private BitSet placed(int start, int count) {
        BitSet placed = new BitSet(pages());
        for (PageRun run : machine.placed(new PageRun(range.frame() + start, count))) {
            placed.set(startWithin(run), endWithin(run));
        }
        return placed;
    }

    /** Takes a run of so many pages. */
    synchronized Search take(int count) {
        if (count > obtainable()) {
            look(0, pages());
        }
        if (count > obtainable()) {
            return Lack.ROOM;
        }
        int alignment = RegionBitmap.alignment(count);
        for (int start = bitmap.find(count, 0); start >= 0; start = bitmap.find(count, start + alignment)) {
            look(start, count);
            bitmap.mark(start, count);
            Tenants.Clearing clearing = tenants.clear(start, count);
            if (clearing == Tenants.Clearing.DONE) {
                PageRun run = new PageRun(range.frame() + start, count);
                out.add(run);
                return new Found(run);
            }
            bitmap.clear(start, count);
            if (clearing == Tenants.Clearing.NOWHERE) {
                failures++;
                return Lack.TARGET;
            }
            busy++;
        }
        return Lack.RUN;
    }

    /** Looks whether memory of an earlier life that was in a part of the region is still there. */
    private void look(int start, int count) {
        if (tenants.isStranded(start, count)) {
            tenants.forget(start, count, placed(start, count));
        }
    }

    /** Gives a run back. */
    synchronized void give(PageRun run) {
        if (!out.remove(run)) {
            throw new IllegalStateException("a run comes back once, as it was taken: run=" + run);
        }
        int start = startWithin(run);
        int count = endWithin(run) - start;
        if (count > 0) {
            bitmap.clear(start, count);
            tenants.release(start, count);
        }
        outsidePages -= run.count() - Math.max(0, count);
    }

    /** Gives a run back in which somebody's bytes were found: it is not tried again until they have left. */
    synchronized void strand(PageRun run) {
        int start = startWithin(run);
        int count = (int) run.count();
        out.remove(run);
        bitmap.clear(start, count);
        tenants.strand(start, count, placed(start, count));
        busy++;
    }

    /** Lends nothing any more. Runs that are out may still come back. */
    synchronized void close() {
        tenants.close();
    }

    /** The page frames. */
    synchronized PageRun range() {
        return range;
    }

    /** The bytes of the region, and of the runs that are out and not in it. */
    synchronized long capacity() {
        return range.bytes() + outsideBytes();
    }

    private long outsideBytes() {
        return outsidePages << PageFrames.PAGE_SHIFT;
    }

    /** Pages that could be handed out, not necessarily together. */
    private int obtainable() {
        return bitmap.free() - tenants.pinnedPages() - tenants.strandedPages();
    }

    /** How much could be handed out, now, in words that explain a refusal. */
    synchronized String state(int wantedPages) {
        return "free=" + bytes(obtainable()) + " largestRun=" + largestRunBytes() + " alignment="
                + bytes(RegionBitmap.alignment(wantedPages)) + " lent=" + bytes(tenants.lentPages()) + " pinned="
                + bytes(tenants.pinnedPages()) + " stranded=" + bytes(tenants.strandedPages());
    }

    /** Bytes of the longest run that could be handed out. Looks at the whole region. */
    synchronized long largestRunBytes() {
        look(0, pages());
        BitSet kept = bitmap.marks();
        kept.or(tenants.pinned());
        kept.or(tenants.stranded());
        int largest = 0;
        for (int start = kept.nextClearBit(0); start < pages(); ) {
            int obstacle = kept.nextSetBit(start);
            int end = obstacle < 0 ? pages() : obstacle;
            largest = Math.max(largest, end - start);
            start = kept.nextClearBit(end);
        }
        return bytes(largest);
    }

    private static long bytes(int pages) {
        return (long) pages << PageFrames.PAGE_SHIFT;
    }

    /** How the region is used, in so many cells at most. */
    synchronized Occupancy occupancy(int mostCells) {
        look(0, pages());
        return new RegionCells(range, bitmap.marks(), tenants.movable(), tenants.pinned(), tenants.stranded())
                .occupancy(mostCells);
    }

    /** What is counted. */
    synchronized List<Counter> counters() {
        return List.of(
                new Counter("migrated pages", migratedBefore + tenants.migrated(), "pages", "tenants that made room"),
                new Counter("busy skips", busy, "times", "runs passed over because a page in them does not move"),
                new Counter(
                        "migration failures",
                        failures,
                        "times",
                        "allocations refused because a tenant had nowhere to go"),
                new Counter("lent pages", tenants.lentPages(), "pages", "in use by movable tenants now"),
                new Counter("pinned pages", tenants.pinnedPages(), "pages", "in use by tenants that do not move"),
                new Counter("stranded pages", tenants.strandedPages(), "pages", "with memory of an earlier life"),
                new Counter(
                        "displaced tenants",
                        tenants.elsewherePages(),
                        "pages",
                        "of the page allocator, taken to move to"),
                new Counter("bytes outside", outsideBytes(), "bytes", "in buffers that the region no longer covers"));
    }
}
