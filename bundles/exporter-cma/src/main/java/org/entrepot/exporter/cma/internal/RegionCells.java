package org.entrepot.exporter.cma.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The pages of a region, coarsened to cells for an operator's eye. No page is in two of the sets.
 *
 * @param region where it is
 * @param handedOut to buffers
 * @param movable with tenants that move
 * @param pinned with tenants that do not
 * @param stranded with memory of an earlier life
 */
record RegionCells(PageRun region, BitSet handedOut, BitSet movable, BitSet pinned, BitSet stranded) {
    /** The cells, all of a size but for the last. */
    Occupancy occupancy(int mostCells) {
        int pages = Math.toIntExact(region.count());
        int cell = (pages - 1) / mostCells + 1;
        List<Use> cells = new ArrayList<>();
        for (int start = 0; start < pages; start += cell) {
            cells.add(use(start, Math.min(start + cell, pages)));
        }
        return new Occupancy("region", region.address(), 0, cell * PageFrames.PAGE_SIZE, cells);
    }

    private Use use(int start, int end) {
        int taken = count(handedOut, start, end);
        int stuck = count(pinned, start, end);
        int left = count(stranded, start, end);
        if (taken + stuck + left == 0) {
            return movable.get(start, end).isEmpty() ? Use.FREE : Use.MOVABLE;
        }
        if (taken >= stuck && taken >= left) {
            return taken == end - start ? Use.TAKEN : Use.PARTLY;
        }
        return left >= stuck ? Use.STRANDED : Use.PINNED;
    }

    private static int count(BitSet pages, int start, int end) {
        return pages.get(start, end).cardinality();
    }
}
