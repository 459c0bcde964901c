package org.entrepot.console.internal;

import java.util.List;
import org.entrepot.api.Counter;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeapStatus.Fill;

/** Draws a heap from inside, as text that fits 100 columns. */
final class HeapDrawing {
    private static final int WIDTH = 100;
    private static final int BAR = 64;
    private static final int GAPS = 6;

    private HeapDrawing() {}

    static String text(HeapInside heap, Mark.Style style) {
        StringBuilder text = new StringBuilder(facts(heap.status(), style));
        if (!heap.counters().isEmpty()) {
            text.append("\n\n").append(counters(heap.counters()));
        }
        heap.occupancies().forEach(occupancy -> text.append("\n\n").append(OccupancyDrawing.text(occupancy, style)));
        if (!heap.occupancies().isEmpty()) {
            text.append("\n\n").append(OccupancyDrawing.legend(heap.occupancies(), style));
        }
        return text.toString();
    }

    private static String facts(HeapStatus heap, Mark.Style style) {
        Facts facts = new Facts("heap " + heap.name());
        HeapWords.about(heap).forEach(fact -> facts.fact(fact.name(), fact.value()));
        if (heap.fill().capacity() > 0) {
            facts.fact("", bar(heap.fill(), style));
        }
        return facts.fact("used", HeapWords.used(heap.fill()))
                .fact("largest run", HeapWords.largestRun(heap.fill()))
                .fact("refused", HeapWords.refused(heap.fill()))
                .fact("traffic", HeapWords.traffic(heap.traffic()))
                .toString();
    }

    /** What is handed out, with a stroke at the most that was. */
    private static String bar(Fill fill, Mark.Style style) {
        StringBuilder bar = new StringBuilder();
        int used = cells(fill.used(), fill.capacity());
        int high = cells(fill.highWater(), fill.capacity());
        for (int i = 0; i < BAR; i++) {
            char rest = i == high - 1 ? '|' : Mark.FREE.character(style);
            bar.append(i < used ? Mark.TAKEN.character(style) : rest);
        }
        return "[" + bar + "]";
    }

    /** Cells that are filled: none only for nothing. */
    private static int cells(long bytes, long capacity) {
        return (int) Math.min(BAR, Math.ceil((double) bytes * BAR / capacity));
    }

    private static String counters(List<Counter> counters) {
        Table table = new Table("COUNTER", "VALUE>", "UNIT", "WHAT");
        int others = longest(counters.stream().map(Counter::name).toList(), "COUNTER")
                + longest(
                        counters.stream()
                                .map(each -> String.valueOf(each.value()))
                                .toList(),
                        "VALUE")
                + longest(counters.stream().map(Counter::unit).toList(), "UNIT");
        for (Counter counter : counters) {
            List<String> meaning = Lines.of(counter.meaning(), WIDTH - others - GAPS);
            table.row(counter.name(), counter.value(), counter.unit(), meaning.get(0));
            meaning.stream().skip(1).forEach(line -> table.row("", "", "", line));
        }
        return table.toString();
    }

    private static int longest(List<String> texts, String head) {
        return Math.max(
                head.length(), texts.stream().mapToInt(Lines::length).max().orElse(0));
    }
}
