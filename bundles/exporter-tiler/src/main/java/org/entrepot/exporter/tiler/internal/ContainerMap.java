package org.entrepot.exporter.tiler.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;

/** A container as a plane of cells, a square of slots each where the plane stays one of several rows. */
final class ContainerMap {
    private final BitSet taken = new BitSet(SlotMap.SLOTS);
    private final BitSet stranded = new BitSet(SlotMap.SLOTS);
    private final BitSet kept;

    private ContainerMap(Container container, BitSet kept) {
        container.copyTo(taken, stranded);
        this.kept = kept;
    }

    /**
     * Draws a container.
     *
     * @param kept slots of the CPU's windows
     * @param mostCells at least 1
     */
    static Occupancy of(Container container, BitSet kept, int mostCells) {
        int width = 1;
        int height = 1;
        while (SlotMap.SLOTS / width / height > mostCells) {
            width *= 2;
            height = Math.min(width, SlotMap.ROWS);
        }
        ContainerMap map = new ContainerMap(container, kept);
        List<Use> cells = new ArrayList<>();
        for (int y = 0; y < SlotMap.ROWS; y += height) {
            for (int x = 0; x < SlotMap.COLUMNS; x += width) {
                cells.add(map.use(x, y, width, height));
            }
        }
        return new Occupancy(
                "container, " + container.name(),
                SlotMap.COLUMNS / width,
                (long) width * height * SlotLayout.SLOT_BYTES,
                cells);
    }

    private Use use(int left, int top, int width, int height) {
        int here = 0;
        int old = 0;
        int own = 0;
        for (int y = top; y < top + height; y++) {
            int first = y * SlotMap.COLUMNS + left;
            here += taken.get(first, first + width).cardinality();
            old += stranded.get(first, first + width).cardinality();
            own += kept.get(first, first + width).cardinality();
        }
        int lent = here - old - own;
        if (here == 0) {
            return Use.FREE;
        }
        if (lent >= old && lent >= own) {
            return lent == width * height ? Use.TAKEN : Use.PARTLY;
        }
        return old >= own ? Use.STRANDED : Use.KEPT;
    }
}
