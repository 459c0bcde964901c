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
            row.add(printable(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    /** Keeps what comes from a plug-in or a file from moving the cursor about. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
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
            widths[i] = Math.max(widths[i], length(row.get(i)));
        }
    }

    private void append(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - length(row.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(right.get(i) ? padding + row.get(i) : row.get(i) + padding);
        }
        text.append(line.toString().stripTrailing());
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
