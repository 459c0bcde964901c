package org.entrepot.exporter.carveout.internal;

import java.util.Arrays;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.PageFrames;

/** How a range is used, coarsened to cells: counted page by page, then told cell by cell. */
final class RangePicture {
    private final int cellPages;
    private final int pages;
    private final int[] taken;
    private final int[] kept;
    private final int[] stranded;

    private RangePicture(int pages, int mostCells) {
        this.pages = pages;
        this.cellPages = (pages - 1) / mostCells + 1;
        int cells = (pages - 1) / cellPages + 1;
        this.taken = new int[cells];
        this.kept = new int[cells];
        this.stranded = new int[cells];
    }

    /**
     * Draws a range.
     *
     * @param mostCells how many cells there may be
     */
    static Occupancy of(Placing placing, CarveoutRange range, int mostCells) {
        RangePicture picture = new RangePicture(range.pages(), mostCells);
        int guard = placing.guard();
        range.forEachOut((start, count) -> {
            picture.add(picture.kept, start, guard);
            picture.add(picture.taken, start + guard, count - 2 * guard);
            picture.add(picture.kept, start + count - guard, guard);
        });
        range.forEachSurvivor(part -> picture.add(picture.stranded, part.start(), part.count()));
        return picture.drawn(placing.address());
    }

    private void add(int[] counts, int start, int count) {
        for (int page = start; page < start + count; ) {
            int next = Math.min(start + count, (page / cellPages + 1) * cellPages);
            counts[page / cellPages] += next - page;
            page = next;
        }
    }

    private Occupancy drawn(long address) {
        Occupancy.Use[] cells = new Occupancy.Use[taken.length];
        Arrays.setAll(cells, this::use);
        return new Occupancy("range", address, 0, (long) cellPages << PageFrames.PAGE_SHIFT, Arrays.asList(cells));
    }

    private Occupancy.Use use(int cell) {
        int most = Math.max(taken[cell], Math.max(kept[cell], stranded[cell]));
        if (most == 0) {
            return Occupancy.Use.FREE;
        }
        if (most == stranded[cell]) {
            return Occupancy.Use.STRANDED;
        }
        if (most == kept[cell] && most > taken[cell]) {
            return Occupancy.Use.KEPT;
        }
        int all = Math.min(cellPages, pages - cell * cellPages);
        return taken[cell] + kept[cell] + stranded[cell] == all ? Occupancy.Use.TAKEN : Occupancy.Use.PARTLY;
    }
}
