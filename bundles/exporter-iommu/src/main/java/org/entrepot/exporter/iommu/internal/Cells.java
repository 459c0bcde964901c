package org.entrepot.exporter.iommu.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.PageFrames;

/** A line of pages coarsened to cells, for {@link Occupancy}. */
final class Cells {
    private final String name;
    private final long first;
    private final long pages;
    private final long cellPages;
    private final long[] taken;
    private final long[] kept;

    /**
     * Begins with free pages.
     *
     * @param mostCells how many cells there are at most; fewer for fewer pages
     */
    Cells(String name, long first, long pages, int mostCells) {
        this.name = name;
        this.first = first;
        this.pages = pages;
        this.cellPages = (pages - 1) / mostCells + 1;
        int count = (int) ((pages - 1) / cellPages + 1);
        this.taken = new long[count];
        this.kept = new long[count];
    }

    /** Counts pages as taken. */
    void take(long page, long count) {
        add(taken, page, count);
    }

    /** Counts pages as kept. */
    void keep(long page, long count) {
        add(kept, page, count);
    }

    private void add(long[] counts, long page, long count) {
        long at = Math.max(page, first) - first;
        long end = Math.min(page + count, first + pages) - first;
        while (at < end) {
            int cell = (int) (at / cellPages);
            long part = Math.min(end, (cell + 1) * cellPages) - at;
            counts[cell] += part;
            at += part;
        }
    }

    /** What each cell is used for most. */
    Occupancy occupancy() {
        List<Occupancy.Use> uses = new ArrayList<>(taken.length);
        for (int cell = 0; cell < taken.length; cell++) {
            uses.add(use(taken[cell], kept[cell], Math.min(cellPages, pages - cell * cellPages)));
        }
        return new Occupancy(name, first << PageFrames.PAGE_SHIFT, 0, cellPages << PageFrames.PAGE_SHIFT, uses);
    }

    private static Occupancy.Use use(long taken, long kept, long all) {
        if (kept > taken) {
            return Occupancy.Use.KEPT;
        }
        if (taken == 0) {
            return Occupancy.Use.FREE;
        }
        return taken == all ? Occupancy.Use.TAKEN : Occupancy.Use.PARTLY;
    }
}
