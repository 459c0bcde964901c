package org.entrepot.console.internal;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;

/** Draws an occupancy into a picture: cells as squares, a line with addresses at the left, a plane as a map. */
final class OccupancySvg {
    private static final double GUTTER = 108;
    private static final double LARGEST_CELL = 16;
    private static final double LABELS_APART = 14;
    private static final double BASE_LINE = 9;
    private static final int MOST_COLUMNS = 512;
    private static final int LEAST_COLUMNS_OF_A_LINE = 32;
    private static final int MOST_COLUMNS_OF_A_LINE = 256;

    private final Occupancy occupancy;
    private final int columns;
    private final int rows;
    private final double cellWidth;
    private final double cellHeight;
    private final double left;

    /** Fits an occupancy into a width. */
    OccupancySvg(Occupancy given, double x, double width) {
        this.occupancy = Coarse.fit(given, given.columns() == 0 ? MOST_COLUMNS_OF_A_LINE : MOST_COLUMNS, MOST_COLUMNS);
        int size = occupancy.cells().size();
        this.columns = occupancy.columns() == 0 ? columnsOfALine(size) : occupancy.columns();
        this.rows = (size + columns - 1) / columns;
        this.left = occupancy.columns() == 0 ? x + GUTTER : x;
        double room = x + width - left;
        this.cellWidth = occupancy.columns() == 0 ? room / columns : Math.min(LARGEST_CELL, room / columns);
        this.cellHeight = Math.min(LARGEST_CELL, cellWidth);
    }

    /** Twice as wide as high, or wider. */
    private static int columnsOfALine(int size) {
        int columns = LEAST_COLUMNS_OF_A_LINE;
        while (columns < MOST_COLUMNS_OF_A_LINE && (long) columns * columns < 2L * size) {
            columns *= 2;
        }
        return columns;
    }

    /** How high it is. */
    double height() {
        return rows * cellHeight;
    }

    /** Draws it. */
    void draw(SvgSheet sheet, double y) {
        if (occupancy.columns() == 0) {
            addresses(sheet, y);
        }
        paths(y).forEach((mark, data) -> sheet.path(SvgSheet.style(mark), data.toString(), title(mark)));
        if (occupancy.cells().size() % columns == 0) {
            sheet.rectangle("edge", left, y, columns * cellWidth, height());
        }
    }

    private String title(Mark mark) {
        long cells = Mark.tally(occupancy.cells()).getOrDefault(mark, 0L);
        return occupancy.name() + ": " + Mark.share(cells, occupancy.cells().size()) + " " + mark.words();
    }

    private void addresses(SvgSheet sheet, double y) {
        int every = 1;
        while (every * cellHeight < LABELS_APART) {
            every *= 2;
        }
        for (int row = 0; row < rows; row += every) {
            long address = occupancy.base() + occupancy.cellBytes() * columns * row;
            sheet.text("s m end", left - 8, y + row * cellHeight + BASE_LINE, OccupancyDrawing.address(address));
        }
    }

    /** One path for each use: a rectangle for every run of equal cells within a row. */
    private Map<Mark, StringBuilder> paths(double y) {
        Map<Mark, StringBuilder> paths = new EnumMap<>(Mark.class);
        List<Use> cells = occupancy.cells();
        for (int from = 0; from < cells.size(); ) {
            int end = endOfRun(from);
            StringBuilder data = paths.computeIfAbsent(Mark.of(cells.get(from)), mark -> new StringBuilder());
            int row = from / columns;
            append(data, left + (from - row * columns) * cellWidth, y + row * cellHeight, (end - from) * cellWidth);
            from = end;
        }
        return paths;
    }

    private void append(StringBuilder data, double x, double y, double width) {
        data.append('M').append(SvgSheet.number(x)).append(' ').append(SvgSheet.number(y));
        data.append('h').append(SvgSheet.number(width)).append('v').append(SvgSheet.number(cellHeight));
        data.append("h-").append(SvgSheet.number(width)).append('z');
    }

    private int endOfRun(int from) {
        List<Use> cells = occupancy.cells();
        int endOfRow = Math.min(cells.size(), (from / columns + 1) * columns);
        int end = from + 1;
        while (end < endOfRow && cells.get(end) == cells.get(from)) {
            end++;
        }
        return end;
    }
}
