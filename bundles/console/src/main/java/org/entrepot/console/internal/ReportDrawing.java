package org.entrepot.console.internal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.Counts;
import org.entrepot.pipeline.PipelineReport.Turning;

/** Draws how a pipeline stands or ended. */
final class ReportDrawing {
    private static final int BAR = 24;

    private ReportDrawing() {}

    /** The whole report. */
    static String text(PipelineReport report) {
        if (report.state() == PipelineReport.State.IDLE) {
            return "no pipeline has run yet; start one with dma:pipeline start";
        }
        StringBuilder text = new StringBuilder();
        report.failure()
                .ifPresent(failure -> text.append("failed: ").append(failure).append("\n\n"));
        text.append(counts(report)).append("\n\n");
        if (!report.devices().isEmpty()) {
            text.append(devices(report)).append("\n\n");
        }
        text.append(stages(report));
        if (!report.swaps().isEmpty()) {
            text.append("\n\n").append(swaps(report));
        }
        if (!report.wishes().isEmpty()) {
            text.append("\n\n").append(wishes(report));
        }
        text.append("\n\n").append(turning(report.turning()));
        String files = files(report);
        return files.isEmpty()
                ? text.toString()
                : text.append("\n\n").append(files).toString();
    }

    private static String counts(PipelineReport report) {
        Counts counts = report.counts();
        return new Table(
                        "SOURCE",
                        "STATE",
                        "FRAMES>",
                        "LOST>",
                        "VERIFIED>",
                        "ENCODED>",
                        "COPIED BY CPU>",
                        "FPS>",
                        "LONGEST GAP>",
                        "SWAPS>")
                .row(
                        report.source(),
                        report.state().name().toLowerCase(Locale.ROOT),
                        counts.shown(),
                        counts.lost(),
                        verified(counts),
                        counts.encoded(),
                        Sizes.words(counts.copiedBytes()),
                        String.format(Locale.ROOT, "%.1f", counts.framesPerSecond()),
                        millis(counts.longestGapNanos()),
                        report.swaps().size())
                .toString();
    }

    /** A display that cannot tell is believed to show what its memory holds, and that is said. */
    private static String verified(Counts counts) {
        return counts.verified() + (counts.inMemory() > 0 ? " (" + counts.inMemory() + " in memory)" : "");
    }

    private static String devices(PipelineReport report) {
        Table table = new Table("DEVICE", "IS", "WHERE, OR WHY NOT");
        report.devices()
                .forEach(device -> table.row(
                        device.name(),
                        device.provenance().kind().name().toLowerCase(Locale.ROOT),
                        device.provenance().reason()));
        return table.toString();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
    }

    private static String stages(PipelineReport report) {
        Table table = new Table("STAGE", "FRAME", "BUFFERS>", "HEAPS (FRAMES)", "MAPPED BY");
        for (PipelineReport.Stage stage : report.stages()) {
            String heaps = stage.exporters().stream()
                    .map(share -> share.exporter() + " (" + share.frames() + ")")
                    .collect(Collectors.joining(", "));
            String routes = stage.routes().stream()
                    .map(route -> route.device() + " " + route.mappingType() + "/" + route.mapper() + " in "
                            + route.segments() + (route.segments() == 1 ? " segment" : " segments"))
                    .collect(Collectors.joining(", "));
            table.row(stage.name(), stage.layout(), stage.buffers(), heaps, routes);
        }
        return table.toString();
    }

    private static String swaps(PipelineReport report) {
        Table table = new Table("SWAP", "FROM", "TO", "AT FRAME>", "LONGEST GAP>");
        report.swaps()
                .forEach(swap ->
                        table.row(swap.stage(), swap.from(), swap.to(), swap.frame(), millis(swap.longestGapNanos())));
        return table.toString();
    }

    private static String wishes(PipelineReport report) {
        Table table = new Table("ASKED FOR", "STAGE", "SERVED BY", "WHY");
        report.wishes()
                .forEach(wish -> table.row(
                        wish.heap(),
                        wish.stage(),
                        wish.servedBy().orElse("no frame came"),
                        wish.refusal().orElse("as asked")));
        return table.toString();
    }

    private static String turning(Turning turning) {
        Table table = new Table("TURNED", "BY", "FRAMES>", "ROTATOR MOVED>", "SPARED>");
        String degrees = turning.degrees() + "°";
        if (turning.byRotator() > 0 || turning.byView() == 0) {
            table.row(degrees, "rotator", turning.byRotator(), Sizes.words(turning.movedBytes()), Sizes.words(0));
        }
        if (turning.byView() > 0) {
            table.row(degrees, "view", turning.byView(), Sizes.words(0), Sizes.words(turning.sparedBytes()));
        }
        return table.toString();
    }

    private static String files(PipelineReport report) {
        String video = report.video().map(file -> "video:    " + file).orElse("");
        if (report.pictures().isEmpty()) {
            return video;
        }
        Path first = report.pictures().get(0);
        String more = report.pictures().size() == 1
                ? ""
                : " and " + (report.pictures().size() - 1) + " more";
        return video + (video.isEmpty() ? "" : "\n") + "pictures: " + first + more;
    }

    /** One line for a run that goes on. */
    static String progress(PipelineReport report) {
        Counts counts = report.counts();
        String share = counts.wanted().isPresent()
                ? bar(counts.shown(), counts.wanted().getAsLong())
                : "";
        String heaps = report.stages().stream()
                .map(stage -> stage.exporters().isEmpty() ? "-" : current(report, stage))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "%s%d frames, %d lost, %.1f fps, in %s",
                share,
                counts.shown(),
                counts.lost(),
                counts.framesPerSecond(),
                heaps);
    }

    /** Whose memory a stage uses now: that of its last swap, or the only one so far. */
    private static String current(PipelineReport report, PipelineReport.Stage stage) {
        return report.swaps().stream()
                .filter(swap -> swap.stage().equals(stage.name()))
                .reduce((earlier, later) -> later)
                .map(PipelineReport.Swap::to)
                .orElseGet(() -> stage.exporters().get(0).exporter());
    }

    private static String bar(long done, long wanted) {
        int filled = (int) Math.min(BAR, done * BAR / wanted);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] ";
    }
}
