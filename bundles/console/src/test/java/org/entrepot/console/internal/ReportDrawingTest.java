package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.Counts;
import org.entrepot.pipeline.PipelineReport.Device;
import org.entrepot.pipeline.PipelineReport.ExporterShare;
import org.entrepot.pipeline.PipelineReport.Route;
import org.entrepot.pipeline.PipelineReport.Stage;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineReport.Swap;
import org.entrepot.pipeline.PipelineReport.Turning;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.junit.jupiter.api.Test;

class ReportDrawingTest {
    private static final Stage STAGE = new Stage(
            "camera0 → rotator0",
            "640x360 NV12",
            4,
            List.of(new ExporterShare("system", 3), new ExporterShare("cma", 2)),
            List.of(new Route("camera0", MappingType.PAGES, "direct0", 1)));

    private static PipelineReport report(List<Wish> wishes, Turning turning) {
        return new PipelineReport(
                State.FINISHED,
                "numbers",
                List.of(
                        new Device("camera0", Provenance.emulated("no /dev/video* here")),
                        new Device("card0-VGA-1", Provenance.real("/dev/dri/card0, driver cirrus"))),
                new Counts(OptionalLong.of(5), 5, 5, 5, 5, 3, 0, 0, 1_000_000_000, 40_000_000),
                List.of(STAGE),
                List.of(new Swap(STAGE.name(), "system", "cma", 3, 41_000_000)),
                wishes,
                turning,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    @Test
    void shouldShowFramesStagesAndSwapsWhenARunHasEnded() {
        assertThat(ReportDrawing.text(report(List.of(), new Turning(90, 5, 0, 4096, 0))))
                .contains("finished", "5.0", "40 ms", "system (3), cma (2)", "camera0 PAGES/direct0 in 1 segment")
                .containsPattern("camera0 → rotator0 +system +cma +3 +41 ms")
                .doesNotContain("ASKED FOR");
    }

    @Test
    void shouldSayWhichDevicesAreRealAndWhatWasCheckedInMemoryOnly() {
        assertThat(ReportDrawing.text(report(List.of(), new Turning(90, 5, 0, 4096, 0))))
                .containsPattern("camera0 +emulated +no /dev/video\\* here")
                .containsPattern("card0-VGA-1 +real +/dev/dri/card0, driver cirrus")
                .contains("5 (3 in memory)");
    }

    @Test
    void shouldSayWhoServesAndWhyWhenAHeapWasAskedFor() {
        Wish served = new Wish("cma", "camera0 → rotator0", Optional.of("cma"), Optional.empty());
        Wish refused = new Wish("system", "rotator0 → display0", Optional.of("cma"), Optional.of("too many runs"));
        Wish idle = new Wish("system", "rotator0 → encoder0", Optional.empty(), Optional.empty());

        assertThat(ReportDrawing.text(report(List.of(served, refused, idle), new Turning(90, 5, 0, 4096, 0))))
                .containsPattern("cma +camera0 → rotator0 +cma +as asked")
                .containsPattern("system +rotator0 → display0 +cma +too many runs")
                .containsPattern("system +rotator0 → encoder0 +no frame came");
    }

    @Test
    void shouldShowWhatTheRotatorMovedAndWhatWasSparedWhenFramesWereTurned() {
        assertThat(ReportDrawing.text(report(List.of(), new Turning(90, 5, 0, 4096, 0))))
                .containsPattern("90° +rotator +5 +4 KiB +0 B")
                .doesNotContain("view");
        assertThat(ReportDrawing.text(report(List.of(), new Turning(270, 0, 5, 0, 8192))))
                .containsPattern("270° +view +5 +0 B +8 KiB")
                .doesNotContainPattern("270° +rotator");
        assertThat(ReportDrawing.text(report(List.of(), new Turning(90, 2, 3, 4096, 8192))))
                .containsPattern("90° +rotator +2 +4 KiB +0 B\\R90° +view +3 +0 B +8 KiB");
    }
}
