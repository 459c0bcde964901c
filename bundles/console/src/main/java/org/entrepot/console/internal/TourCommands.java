package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeapStatus;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.State;
import org.entrepot.pipeline.PipelineSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The pipeline in every heap, one after the other. */
@Component(
        service = TourCommands.class,
        property = {"osgi.command.scope=dma", "osgi.command.function=tour"})
public final class TourCommands {
    private static final long FRAMES = 24;
    private static final long GLANCE_MILLIS = 20;

    private final Pipeline pipeline;
    private final ControlPlane control;

    /** Over the pipeline and the heaps. */
    @Activate
    public TourCommands(@Reference Pipeline pipeline, @Reference ControlPlane control) {
        this.pipeline = pipeline;
        this.control = control;
    }

    /**
     * Runs the pipeline in each heap, and across a swap between any two.
     *
     * @throws EntrepotException if a frame was lost or a checksum did not hold in any of the runs
     */
    @Descriptor("runs the pipeline in each heap, and across a swap between any two")
    public Views.Tour tour(CommandSession session, Object... words) {
        List<Views.Leg> legs = new ArrayList<>();
        for (Plan plan : plans(new Arguments("tour", words))) {
            Views.Leg leg = new Views.Leg(plan.heaps(), outcome(plan.settings()));
            legs.add(leg);
            session.getConsole().println(TourDrawing.progress(leg));
        }
        Views.Tour tour = new Views.Tour(legs);
        List<List<String>> flawed = legs.stream()
                .filter(leg -> !leg.report().isFlawless())
                .map(Views.Leg::heaps)
                .toList();
        if (!flawed.isEmpty()) {
            session.getConsole().println(TourDrawing.text(tour));
            throw new EntrepotException(
                    Reason.IO,
                    "a tour loses no frame and every checksum holds: flawed=" + flawed + " of " + legs.size()
                            + " runs; see the log");
        }
        return tour;
    }

    /** A run that is to come: in one heap, or from one to the other. */
    private record Plan(List<String> heaps, PipelineSettings settings) {}

    private List<Plan> plans(Arguments arguments) {
        long frames = arguments
                .option("--frames")
                .map(text -> arguments.number("frames", text))
                .orElse(FRAMES);
        PipelineSettings.Builder settings = RunWords.parse(arguments).frames(frames);
        List<String> named = List.copyOf(arguments.rest());
        List<String> heaps = named.isEmpty() ? serving() : named;
        List<Plan> plans = new ArrayList<>();
        heaps.forEach(
                heap -> plans.add(new Plan(List.of(heap), settings.heap(heap).build())));
        for (String from : heaps) {
            settings.heap(from).swapAfter(Math.max(1, frames / 2));
            heaps.stream()
                    .filter(to -> !to.equals(from))
                    .forEach(to -> plans.add(
                            new Plan(List.of(from, to), settings.swapTo(to).build())));
        }
        return plans;
    }

    private List<String> serving() {
        return control.heaps().stream()
                .filter(heap -> heap.state() == HeapStatus.State.SERVING)
                .map(HeapStatus::name)
                .toList();
    }

    /** How the run ended; one that could not begin is one that failed. */
    private PipelineReport outcome(PipelineSettings settings) {
        try {
            pipeline.start(settings);
        } catch (EntrepotException e) {
            return notBegun(settings, e);
        }
        try {
            while (pipeline.report().state() == State.RUNNING) {
                TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            }
        } catch (InterruptedException e) {
            // Whoever runs the command is told by a failure.
            throw new EntrepotException(Reason.INTERRUPTED, "a tour runs to its end: interrupted; start it again", e);
        } finally {
            pipeline.stop();
        }
        return pipeline.report();
    }

    private static PipelineReport notBegun(PipelineSettings settings, EntrepotException why) {
        return new PipelineReport(
                State.FAILED,
                "",
                List.of(),
                new PipelineReport.Counts(settings.frames(), 0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                new PipelineReport.Turning(settings.rotation().degrees(), 0, 0, 0, 0),
                Optional.empty(),
                List.of(),
                Optional.of(String.valueOf(why.getMessage())));
    }
}
