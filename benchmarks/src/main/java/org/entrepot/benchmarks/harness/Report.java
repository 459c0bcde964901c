package org.entrepot.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Results as a table in Markdown whose columns line up, so that it reads as well in a terminal. */
public final class Report {
    private static final List<String> HEAD =
            List.of("area", "what", "against", "ours", "floor", "ratio", "quartiles", "at most", "kept", "heap B/op");
    private static final int FIRST_NUMBER = 3;

    private final List<List<String>> rows = new ArrayList<>(List.of(HEAD));

    /** Adds a result. */
    public void add(String area, Result result) {
        Figure figure = result.figure();
        boolean timed = !Double.isNaN(result.ours());
        boolean alone = figure instanceof Figure.Time;
        rows.add(List.of(
                area,
                figure.what(),
                against(figure),
                timed ? time(result.ours()) : "",
                timed && !alone ? time(result.floor()) : "",
                alone ? "" : number(result.value()),
                timed ? quartiles(result, alone) : "",
                alone ? time(figure.atMost()) : number(figure.atMost()),
                result.isKept() ? "yes" : "NO",
                Double.isNaN(result.garbage()) ? "" : number(result.garbage())));
    }

    private static String quartiles(Result result, boolean alone) {
        return alone
                ? time(result.lower()) + "-" + time(result.upper())
                : number(result.lower()) + "-" + number(result.upper());
    }

    private static String against(Figure figure) {
        if (figure instanceof Figure.Ratio ratio) {
            return ratio.floor();
        }
        if (figure instanceof Figure.Event event) {
            return event.floor();
        }
        if (figure instanceof Figure.Time) {
            return "the clock";
        }
        return figure instanceof Figure.Growth growth ? growth.floor() + ", growth" : "counted";
    }

    private static String time(double nanos) {
        if (nanos >= 1e6) {
            return number(nanos / 1e6) + " ms";
        }
        return nanos >= 1e3 ? number(nanos / 1e3) + " µs" : number(nanos) + " ns";
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.valueOf((long) value);
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    /** The table. */
    public String table() {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            rule.add("-".repeat(widths[i] + 1) + (i < FIRST_NUMBER ? "-" : ":"));
        }
        lines.add(1, "|" + String.join("|", rule) + "|");
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>(Collections.nCopies(row.size(), ""));
        for (int i = 0; i < widths.length; i++) {
            String room = " ".repeat(widths[i] - row.get(i).length());
            cells.set(i, i < FIRST_NUMBER ? " " + row.get(i) + room + " " : " " + room + row.get(i) + " ");
        }
        return "|" + String.join("|", cells) + "|";
    }
}
