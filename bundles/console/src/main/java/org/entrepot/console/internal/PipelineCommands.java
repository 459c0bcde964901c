package org.entrepot.console.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureSettings;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands that run frames through devices. */
@Component(
        service = PipelineCommands.class,
        property = {"osgi.command.scope=dma", "osgi.command.function=pipeline", "osgi.command.function=demo"})
public final class PipelineCommands {
    private static final long DEMO_FRAMES = 120;
    private static final long GLANCE_MILLIS = 200;
    private static final PipelineSettings USUAL = PipelineSettings.builder().build();
    private static final String PHOTOGRAPH = "share/seeding-1280x720.jpg";

    private final Pipeline pipeline;
    private final BundleContext context;

    /** Over the pipeline. */
    @Activate
    public PipelineCommands(@Reference Pipeline pipeline, BundleContext context) {
        this.pipeline = pipeline;
        this.context = context;
    }

    /** Starts, stops or looks. */
    @Descriptor("runs frames from camera to display: start, stop or status")
    public Object pipeline(Object... words) {
        Arguments arguments = new Arguments("pipeline", words);
        PipelineSettings.Builder settings = RunWords.parse(arguments);
        Deque<String> rest = arguments.rest();
        String verb = rest.isEmpty() ? "status" : rest.removeFirst();
        if (!rest.isEmpty()) {
            throw arguments.usage("dma:pipeline takes one word: given=" + verb + " " + rest);
        }
        return switch (verb) {
            case "start" -> start(settings.build());
            case "stop" -> pipeline.stop();
            case "status" -> pipeline.report();
            default -> throw arguments.usage("a pipeline is started, stopped or looked at: word=" + verb);
        };
    }

    private Object start(PipelineSettings settings) {
        pipeline.start(settings);
        return new Views.Notice("the pipeline runs; see dma:pipeline status, end it with dma:pipeline stop");
    }

    /**
     * Runs the pipeline to its end, with the backend exchanged half way, unless a heap is asked for and no other.
     *
     * @throws EntrepotException if a frame was lost or a checksum did not hold
     */
    @Descriptor("runs the pipeline on a video or a picture and exchanges the backend half way")
    public PipelineReport demo(CommandSession session, Object... words) {
        Arguments arguments = new Arguments("demo", words);
        PipelineSettings settings = demoSettings(arguments);
        StoppedBundles bundles = new StoppedBundles(context);
        pipeline.start(settings);
        boolean watched;
        try {
            watched = watch(session);
        } finally {
            pipeline.stop();
            bundles.startAgain();
        }
        PipelineReport report = pipeline.report();
        if (!watched || !report.isFlawless()) {
            session.getConsole().println(ReportDrawing.text(report));
            throw watched ? flawed(report) : interrupted(report);
        }
        return report;
    }

    private static EntrepotException flawed(PipelineReport report) {
        return new EntrepotException(
                Reason.IO,
                "a demo loses no frame and every checksum holds: shown="
                        + report.counts().shown() + " of "
                        + report.counts().wanted().orElse(0) + " lost="
                        + report.counts().lost() + " verified="
                        + report.counts().verified()
                        + report.failure().map(failure -> ", " + failure).orElse("") + "; see the log");
    }

    private static EntrepotException interrupted(PipelineReport report) {
        return new EntrepotException(
                Reason.INTERRUPTED,
                "a demo runs to its end: interrupted after shown="
                        + report.counts().shown() + "; start it again");
    }

    private PipelineSettings demoSettings(Arguments arguments) {
        boolean ownInput = arguments.given("--input");
        boolean ownOutput = arguments.given("--out");
        boolean named = arguments.given("--heap") || arguments.given("--rotate-by");
        boolean swaps = !arguments.flag("--no-swap") && (arguments.given("--swap-to") || !named);
        boolean ownTime = arguments.given("--swap-after");
        long frames = arguments
                .option("--frames")
                .map(text -> arguments.number("frames", text))
                .orElse(DEMO_FRAMES);
        PipelineSettings.Builder settings = RunWords.parse(arguments).frames(frames);
        arguments.exactly(0, 0);
        if (swaps && !ownTime) {
            settings.swapAfter(Math.max(1, frames / 2));
        }
        if (!ownOutput) {
            settings.output(RunWords.path("entrepot-demo"));
        }
        PipelineSettings asked = settings.build();
        if (!ownInput && asked.camera().equals(USUAL.camera())) {
            settings.capture(new CaptureSettings(
                    photograph(), asked.capture().width(), asked.capture().height()));
        }
        return settings.build();
    }

    /** The photograph that comes with the distribution, for the emulated camera; without one it shows its test pattern. */
    private Optional<Path> photograph() {
        return Optional.ofNullable(context.getProperty("entrepot.home"))
                .map(home -> Path.of(home).resolve(PHOTOGRAPH))
                .filter(Files::isRegularFile);
    }

    /** Shows how the run goes on; false if it was interrupted before its end. */
    private boolean watch(CommandSession session) {
        boolean terminal = "true".equals(context.getProperty("entrepot.tty"));
        boolean watching = true;
        for (long lines = 1; watching && pipeline.report().state() == PipelineReport.State.RUNNING; lines++) {
            watching = waited();
            String line = ReportDrawing.progress(pipeline.report());
            if (terminal) {
                session.getConsole().print("\r\u001b[K" + line);
                session.getConsole().flush();
            } else if (lines % (1000 / GLANCE_MILLIS) == 0) {
                session.getConsole().println(line);
            }
        }
        session.getConsole().print(terminal ? "\r\u001b[K" : "");
        return watching;
    }

    private static boolean waited() {
        try {
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            // The demonstration ends with what it has; whoever runs the command is told by a failure.
            return false;
        }
    }
}
