package org.entrepot.console.internal;

import java.util.List;
import org.entrepot.api.Counter;
import org.entrepot.api.Occupancy;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeapStatus.Fill;

/** Draws a heap from inside as a picture. From the top: what it is, how full, what it counts, where. Not for several threads. */
final class HeapSvg {
    private static final double MARGIN = 24;
    private static final double WIDTH = 960;
    private static final double INNER = WIDTH - 2 * MARGIN;
    private static final double LINE = 18;
    private static final double GAP = 26;
    private static final double BAR_HEIGHT = 24;
    private static final double SWATCH = 12;
    private static final double NAMES = 116;
    private static final double VALUES = 330;
    private static final double CHARACTER = 6.7;
    private static final int CHARACTERS_OF_A_VALUE = 116;
    private static final int CHARACTERS_OF_A_MEANING = 80;

    private final HeapInside heap;
    private final SvgSheet sheet = new SvgSheet();
    private double y = MARGIN;

    private HeapSvg(HeapInside heap) {
        this.heap = heap;
    }

    /** The picture as XML. */
    static String of(HeapInside heap) {
        return new HeapSvg(heap).drawn();
    }

    private String drawn() {
        HeapStatus status = heap.status();
        Fill fill = status.fill();
        sheet.text("t h", MARGIN, y += LINE, "heap " + status.name());
        y += 4;
        HeapWords.about(status).forEach(fact -> fact(fact.name(), fact.value()));
        y += GAP / 2;
        bar(fill);
        fact("used", HeapWords.used(fill));
        fact("largest run", HeapWords.largestRun(fill));
        fact("refused", HeapWords.refused(fill));
        counters();
        heap.occupancies().forEach(this::occupancy);
        legend();
        String description =
                HeapWords.used(fill) + "; " + HeapWords.largestRun(fill) + "; refused " + HeapWords.refused(fill) + ".";
        return sheet.toXml("Heap " + status.name(), description, WIDTH, y + MARGIN);
    }

    private void fact(String name, String value) {
        List<String> lines = Lines.of(value, CHARACTERS_OF_A_VALUE);
        sheet.text("s", MARGIN, y + LINE, name);
        lines.forEach(line -> sheet.text("t", MARGIN + NAMES, y += LINE, line));
    }

    private void bar(Fill fill) {
        if (fill.capacity() == 0) {
            return;
        }
        sheet.rectangle("rest", MARGIN, y, INNER, BAR_HEIGHT);
        sheet.rectangle("taken", MARGIN, y, INNER * fill.used() / fill.capacity(), BAR_HEIGHT);
        double high = MARGIN + INNER * fill.highWater() / fill.capacity();
        sheet.line("tick", high, y - 3, high, y + BAR_HEIGHT + 3);
        y += BAR_HEIGHT + LINE / 2;
    }

    private void counters() {
        if (heap.counters().isEmpty()) {
            return;
        }
        heading("counters");
        for (Counter counter : heap.counters()) {
            List<String> meaning = Lines.of(counter.meaning(), CHARACTERS_OF_A_MEANING);
            sheet.text("s", MARGIN, y + LINE, counter.name());
            sheet.text("t end", MARGIN + VALUES - 80, y + LINE, String.valueOf(counter.value()));
            sheet.text("s", MARGIN + VALUES - 74, y + LINE, counter.unit());
            meaning.forEach(line -> sheet.text("t", MARGIN + VALUES, y += LINE, line));
        }
    }

    private void heading(String text) {
        y += GAP;
        sheet.line("line", MARGIN, y - LINE + 4, MARGIN + INNER, y - LINE + 4);
        sheet.text("t b", MARGIN, y + 4, text);
        y += 6;
    }

    private void occupancy(Occupancy occupancy) {
        heading(occupancy.name());
        sheet.text("s", MARGIN, y += LINE, OccupancyDrawing.cells(occupancy) + ": " + Mark.shares(occupancy.cells()));
        y += LINE / 2;
        OccupancySvg cells = new OccupancySvg(occupancy, MARGIN, INNER);
        cells.draw(sheet, y);
        y += cells.height();
    }

    private void legend() {
        List<Occupancy.Use> all = heap.occupancies().stream()
                .flatMap(occupancy -> occupancy.cells().stream())
                .toList();
        if (all.isEmpty()) {
            return;
        }
        y += GAP;
        double x = MARGIN;
        for (Mark mark : Mark.tally(all).keySet()) {
            sheet.rectangle(SvgSheet.style(mark), x, y, SWATCH, SWATCH);
            sheet.text("t", x + SWATCH + 6, y + SWATCH - 2, mark.words());
            x += SWATCH + 24 + mark.words().length() * CHARACTER;
        }
        y += SWATCH;
    }
}
