package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;

/** Text in columns that line up. Columns whose name ends in {@code >} are aligned to the right. Not for several threads. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> heads = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    Table(String... columns) {
        for (String column : columns) {
            boolean toTheRight = column.endsWith(">");
            right.add(toTheRight);
            heads.add(toTheRight ? column.substring(0, column.length() - 1) : column);
        }
    }

    /** Adds a row with a cell for each column. */
    Table row(Object... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException("a row has a cell for each column: cells=" + cells.length);
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(Lines.printable(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    /** Adds a row whose cells have several lines each. */
    Table lines(List<List<String>> cells) {
        int most = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < most; line++) {
            int at = line;
            row(cells.stream().map(cell -> at < cell.size() ? cell.get(at) : "").toArray());
        }
        return this;
    }

    /** The table without the columns in which no row has anything. */
    Table withoutEmptyColumns() {
        Table kept = new Table();
        rows.forEach(row -> kept.rows.add(new ArrayList<>()));
        for (int column = 0; column < heads.size(); column++) {
            int at = column;
            if (rows.stream().anyMatch(row -> !row.get(at).isEmpty())) {
                kept.heads.add(heads.get(column));
                kept.right.add(right.get(column));
                for (int i = 0; i < rows.size(); i++) {
                    kept.rows.get(i).add(rows.get(i).get(column));
                }
            }
        }
        return kept;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table as text, without an end of line after the last row; what stands in for the rows where there are none. */
    String orElse(String nothing) {
        return rows.isEmpty() ? nothing : toString();
    }

    @Override
    public String toString() {
        int[] widths = new int[heads.size()];
        measure(widths, heads);
        rows.forEach(row -> measure(widths, row));
        StringBuilder text = new StringBuilder();
        append(text, heads, widths);
        for (List<String> row : rows) {
            append(text.append('\n'), row, widths);
        }
        return text.toString();
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], Lines.length(row.get(i)));
        }
    }

    private void append(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - Lines.length(row.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(right.get(i) ? padding + row.get(i) : row.get(i) + padding);
        }
        text.append(line.toString().stripTrailing());
    }
}
