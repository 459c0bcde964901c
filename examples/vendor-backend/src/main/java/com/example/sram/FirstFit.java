package com.example.sram;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** Which frames of a range are taken: a bit each, first fit. Safe for use by several threads. */
final class FirstFit {
    private final PageRun range;
    private final int pages;
    private final BitSet taken;

    FirstFit(PageRun range) {
        this.range = range;
        this.pages = Math.toIntExact(range.count());
        this.taken = new BitSet(pages);
    }

    PageRun range() {
        return range;
    }

    /**
     * Takes the first run that is free.
     *
     * @param count frames
     * @param alignment of its address in bytes, not necessarily a power of two
     * @param from frame at which to begin the search
     * @return the run's first frame, or nothing if there is none
     */
    synchronized OptionalLong take(long count, long alignment, long from) {
        int page = (int) (from - range.frame());
        while (page + count <= pages) {
            int obstacle = taken.nextSetBit(page);
            if (!isAligned(page, alignment)) {
                page++;
            } else if (obstacle < 0 || obstacle >= page + count) {
                taken.set(page, page + (int) count);
                return OptionalLong.of(range.frame() + page);
            } else {
                page = taken.nextClearBit(obstacle);
            }
        }
        return OptionalLong.empty();
    }

    private boolean isAligned(int page, long alignment) {
        return (range.frame() + page << PageFrames.PAGE_SHIFT) % alignment == 0;
    }

    synchronized void give(PageRun run) {
        int page = (int) (run.frame() - range.frame());
        taken.clear(page, page + (int) run.count());
    }

    /** The bytes of the largest run that is free. */
    synchronized long largestBytes() {
        int largest = 0;
        int start = taken.nextClearBit(0);
        while (start < pages) {
            int next = taken.nextSetBit(start);
            int end = next < 0 ? pages : next;
            largest = Math.max(largest, end - start);
            start = taken.nextClearBit(end);
        }
        return largest * PageFrames.PAGE_SIZE;
    }

    /** How the range is used, in as few pages a cell as fit into so many cells. */
    synchronized Occupancy occupancy(String name, int mostCells, List<PageRun> placed) {
        int each = (pages + mostCells - 1) / mostCells;
        BitSet stranded = new BitSet(pages);
        placed.forEach(run -> stranded.set((int) (run.frame() - range.frame()), (int) (run.end() - range.frame())));
        stranded.andNot(taken);
        List<Use> cells = new ArrayList<>();
        for (int start = 0; start < pages; start += each) {
            cells.add(use(start, Math.min(pages, start + each), stranded));
        }
        return new Occupancy(name, range.address(), 0, each * PageFrames.PAGE_SIZE, cells);
    }

    private Use use(int start, int end, BitSet stranded) {
        if (!stranded.get(start, end).isEmpty()) {
            return Use.STRANDED;
        }
        int count = taken.get(start, end).cardinality();
        if (count == 0) {
            return Use.FREE;
        }
        return count == end - start ? Use.TAKEN : Use.PARTLY;
    }
}
