package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;

/** Makes an occupancy coarse enough to be drawn, whatever a backend gives. */
final class Coarse {
    private static final EnumSet<Use> OF_BUFFERS = EnumSet.of(Use.FREE, Use.PARTLY, Use.TAKEN);

    private Coarse() {}

    /** The occupancy, or one of the same memory in so few cells; a plane keeps its shape. */
    static Occupancy fit(Occupancy occupancy, int mostColumns, int mostRows) {
        return occupancy.columns() == 0
                ? line(occupancy, (long) mostColumns * mostRows)
                : plane(occupancy, mostColumns, mostRows);
    }

    private static Occupancy line(Occupancy line, long mostCells) {
        int size = line.cells().size();
        int by = Math.toIntExact((size + mostCells - 1) / mostCells);
        if (by == 1) {
            return line;
        }
        List<Use> cells = new ArrayList<>();
        for (int from = 0; from < size; from += by) {
            cells.add(merged(line.cells().subList(from, Math.min(size, from + by))));
        }
        return new Occupancy(line.name(), line.base(), 0, line.cellBytes() * by, cells);
    }

    private static Occupancy plane(Occupancy plane, int mostColumns, int mostRows) {
        int columns = plane.columns();
        int rows = plane.cells().size() / columns;
        int by = Math.max((columns + mostColumns - 1) / mostColumns, (rows + mostRows - 1) / mostRows);
        if (by == 1) {
            return plane;
        }
        List<Use> cells = new ArrayList<>();
        for (int row = 0; row < rows; row += by) {
            for (int column = 0; column < columns; column += by) {
                cells.add(merged(square(plane, row, column, by)));
            }
        }
        int fewer = (columns + by - 1) / by;
        return new Occupancy(plane.name(), plane.base(), fewer, plane.cellBytes() * by * by, cells);
    }

    private static List<Use> square(Occupancy plane, int row, int column, int by) {
        int columns = plane.columns();
        int lastRow = Math.min(plane.cells().size() / columns, row + by);
        List<Use> cells = new ArrayList<>();
        for (int y = row; y < lastRow; y++) {
            int from = y * columns + column;
            cells.addAll(plane.cells().subList(from, y * columns + Math.min(columns, column + by)));
        }
        return cells;
    }

    /** The one use of all; of buffers and nothing, partly; else what there is most of besides what is free. */
    private static Use merged(List<Use> cells) {
        Map<Use, Integer> counts = new EnumMap<>(Use.class);
        cells.forEach(use -> counts.merge(use, 1, Integer::sum));
        if (counts.size() == 1) {
            return cells.get(0);
        }
        if (OF_BUFFERS.containsAll(counts.keySet())) {
            return Use.PARTLY;
        }
        counts.remove(Use.FREE);
        return most(counts);
    }

    private static Use most(Map<Use, Integer> counts) {
        Collection<Integer> all = counts.values();
        int highest = Collections.max(all);
        return counts.entrySet().stream()
                .filter(each -> each.getValue() == highest)
                .map(Map.Entry::getKey)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
