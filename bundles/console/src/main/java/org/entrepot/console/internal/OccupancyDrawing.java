package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;

/** Draws how memory is used as rows of characters: a line with addresses at the left, a plane as a map. */
final class OccupancyDrawing {
    private static final int WIDTH = 100;
    private static final int ROW_OF_A_LINE = 64;
    private static final int MOST_COLUMNS = 96;
    private static final int MOST_ROWS = 64;
    private static final String INDENT = "  ";

    private OccupancyDrawing() {}

    static String text(Occupancy occupancy, Mark.Style style) {
        boolean line = occupancy.columns() == 0;
        Occupancy coarse = Coarse.fit(occupancy, line ? ROW_OF_A_LINE : MOST_COLUMNS, MOST_ROWS);
        String heading = heading(coarse);
        if (Mark.tally(coarse.cells()).size() == 1) {
            return heading;
        }
        return heading + "\n" + (line ? line(coarse, style) : plane(coarse, style));
    }

    private static String heading(Occupancy occupancy) {
        String all = occupancy.name() + ", " + cells(occupancy) + ": " + Mark.shares(occupancy.cells());
        return String.join("\n" + INDENT, Lines.of(all, WIDTH - INDENT.length()));
    }

    /** How many cells of which size there are. */
    static String cells(Occupancy occupancy) {
        int columns = occupancy.columns();
        int size = occupancy.cells().size();
        String count = columns == 0 ? String.valueOf(size) : columns + " × " + size / columns;
        return count + (size == 1 ? " cell of " : " cells of ") + Sizes.words(occupancy.cellBytes());
    }

    /** The marks that occur, each with its words. */
    static String legend(Collection<Occupancy> occupancies, Mark.Style style) {
        List<Use> all = occupancies.stream()
                .flatMap(occupancy -> occupancy.cells().stream())
                .toList();
        List<String> marks = Mark.tally(all).keySet().stream()
                .map(mark -> mark.character(style) + " " + mark.words())
                .toList();
        return String.join("\n", Lines.of(marks, "   ", WIDTH));
    }

    private static String line(Occupancy line, Mark.Style style) {
        int size = line.cells().size();
        List<String> rows = new ArrayList<>();
        for (int from = 0; from < size; from += ROW_OF_A_LINE) {
            rows.add(characters(line.cells().subList(from, Math.min(size, from + ROW_OF_A_LINE)), style));
        }
        long rowBytes = line.cellBytes() * ROW_OF_A_LINE;
        int widest = address(line.base() + rowBytes * (rows.size() - 1)).length();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            int alike = alikeBehind(rows, i);
            String address = address(line.base() + rowBytes * i);
            text.append(i == 0 ? "" : "\n").append(INDENT).append(" ".repeat(widest - address.length()));
            text.append(address).append(INDENT).append(rows.get(i));
            if (alike > 1) {
                text.append('\n').append(" ".repeat(INDENT.length() * 2 + widest));
                text.append(alike).append(" more rows are the same");
                i += alike;
            }
        }
        return text.toString();
    }

    private static int alikeBehind(List<String> rows, int index) {
        int alike = 0;
        while (index + alike + 1 < rows.size() && rows.get(index + alike + 1).equals(rows.get(index))) {
            alike++;
        }
        return alike;
    }

    private static String plane(Occupancy plane, Mark.Style style) {
        List<String> rows = new ArrayList<>();
        for (int from = 0; from < plane.cells().size(); from += plane.columns()) {
            rows.add(INDENT + characters(plane.cells().subList(from, from + plane.columns()), style));
        }
        return String.join("\n", rows);
    }

    private static String characters(List<Use> cells, Mark.Style style) {
        StringBuilder text = new StringBuilder();
        cells.forEach(use -> text.append(Mark.of(use).character(style)));
        return text.toString();
    }

    static String address(long address) {
        return "0x" + Long.toHexString(address);
    }
}
