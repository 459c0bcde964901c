package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.Turning;
import org.entrepot.pipeline.PipelineReport.Wish;

/** Draws what a tour through all heaps found. */
final class TourDrawing {
    private TourDrawing() {}

    /** A run in one line. */
    static String progress(Views.Leg leg) {
        PipelineReport report = leg.report();
        return String.format(
                Locale.ROOT,
                "%s: %d frames, %d lost, %d verified%s",
                name(leg),
                report.counts().shown(),
                report.counts().lost(),
                report.counts().verified(),
                report.failure().map(why -> ", " + why).orElse(""));
    }

    /** Every run, and what each heap could not serve. */
    static String text(Views.Tour tour) {
        String refusals = refusals(tour);
        return legs(tour) + (refusals.isEmpty() ? "" : "\n\n" + refusals);
    }

    private static String legs(Views.Tour tour) {
        Table table = new Table(
                "IN", "FRAMES>", "LOST>", "VERIFIED>", "SWAPS>", "LONGEST GAP>", "STAGES SERVED AS ASKED", "TURNED BY");
        for (Views.Leg leg : tour.legs()) {
            PipelineReport report = leg.report();
            table.row(
                    name(leg),
                    report.counts().shown(),
                    report.counts().lost(),
                    report.counts().verified(),
                    report.swaps().size(),
                    String.format(Locale.ROOT, "%.0f ms", report.counts().longestGapNanos() / 1e6),
                    leg.heaps().stream().map(heap -> served(report, heap)).collect(Collectors.joining(", ")),
                    turners(report.turning()));
        }
        return table.orElse("no heap is here; see dma:heaps");
    }

    private static String name(Views.Leg leg) {
        return String.join(" → ", leg.heaps());
    }

    private static String served(PipelineReport report, String heap) {
        List<Wish> wishes = report.wishes().stream()
                .filter(wish -> wish.heap().equals(heap))
                .toList();
        long served = wishes.stream().filter(wish -> wish.refusal().isEmpty()).count();
        return heap + " " + served + " of " + wishes.size();
    }

    private static String turners(Turning turning) {
        List<String> turners = new ArrayList<>();
        if (turning.byRotator() > 0) {
            turners.add("rotator (" + turning.byRotator() + ")");
        }
        if (turning.byView() > 0) {
            turners.add("view (" + turning.byView() + ")");
        }
        return turners.isEmpty() ? "-" : String.join(", ", turners);
    }

    /** Each reason once, with everyone who served instead in one run or another. */
    private static String refusals(Views.Tour tour) {
        Map<List<String>, Set<String>> instead =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (Views.Leg leg : tour.legs()) {
            for (Wish wish : leg.report().wishes()) {
                wish.refusal().ifPresent(why -> instead.computeIfAbsent(
                                List.of(wish.heap(), wish.stage(), why), key -> new TreeSet<>())
                        .add(wish.servedBy().orElse("nobody, since no frame came")));
            }
        }
        Table table = new Table("HEAP", "DOES NOT SERVE", "BECAUSE", "INSTEAD SERVES");
        instead.forEach((key, who) -> table.row(key.get(0), key.get(1), key.get(2), String.join(", ", who)));
        return table.orElse("");
    }
}
