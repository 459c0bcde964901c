package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.Counts;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineReport.Turning;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.entrepot.pipeline.PipelineSettings;

/** A pipeline of the test: every run is over at once, and flawless unless it is in a heap that loses frames. */
final class TestPipeline implements Pipeline {
    final List<PipelineSettings> started = new ArrayList<>();
    String losing = "none";
    String missing = "none";

    private static String heap(PipelineSettings settings) {
        return settings.heap().orElse("any");
    }

    @Override
    public void start(PipelineSettings settings) {
        if (heap(settings).equals(missing)) {
            throw new EntrepotException(Reason.UNKNOWN, "a heap must be known: heap=" + missing);
        }
        started.add(settings);
    }

    @Override
    public PipelineReport report() {
        PipelineSettings last = started.get(started.size() - 1);
        long frames = last.frames().orElseThrow();
        long lost = heap(last).equals(losing) ? 1 : 0;
        List<Wish> wishes = Stream.concat(last.heap().stream(), last.swapTo().stream())
                .flatMap(heap -> Stream.of(
                        new Wish(heap, "camera0 → rotator0", Optional.of("cma"), Optional.of("too many runs")),
                        new Wish(heap, "rotator0 → display0", Optional.of(heap), Optional.empty())))
                .toList();
        return new PipelineReport(
                State.FINISHED,
                "numbers",
                List.of(),
                new Counts(last.frames(), frames, frames, frames, frames - lost, 0, lost, 0, 1, 5_000_000),
                List.of(),
                List.of(),
                wishes,
                new Turning(90, frames, 0, 4096, 0),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    @Override
    public PipelineReport stop() {
        return report();
    }
}
