package org.entrepot.benchmarks;

import java.util.Map;
import java.util.Optional;
import org.entrepot.control.ControlPlane;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.Swap;
import org.entrepot.pipeline.PipelineSettings;

/** Frames of 1920 × 1080 from camera to display as fast as the emulated machine makes them, some of them through a swap. */
final class Filming implements AutoCloseable {
    private static final String SYSTEM = "org.entrepot.exporter.system";
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final int FRAMES = 16;
    private static final int SWAP_AFTER = 6;
    private static final int DEVICES = 4;

    private final Gateway gateway;
    private final Pipeline pipeline;

    /** Opens a gateway with two heaps that serve every stage. */
    Filming() {
        this.gateway = new Gateway()
                .bundle("org.entrepot.pipeline")
                .heap("org.entrepot.exporter.carveout", Map.of("region.bytes", 256L << 20))
                .heap(SYSTEM, Map.of("kernel.heap", "never"));
        ControlPlane control = gateway.service(ControlPlane.class);
        Gateway.await("the devices", () -> control.devices().size() == DEVICES);
        this.pipeline = gateway.service(Pipeline.class);
    }

    /** Nanoseconds of a frame in a run without a swap. */
    double frame() {
        return 1e9 / run(settings()).counts().framesPerSecond();
    }

    /** Nanoseconds of the longest gap between two shown frames in a run without a swap. */
    double gap() {
        return run(settings()).counts().longestGapNanos();
    }

    /** Nanoseconds of the longest gap around the stop of the bundle whose heap most stages use. */
    double gapOfASwap() {
        PipelineReport report = run(settings().swapAfter(SWAP_AFTER));
        gateway.start(SYSTEM);
        return report.swaps().stream()
                .mapToLong(Swap::longestGapNanos)
                .max()
                .orElseThrow(() -> new IllegalStateException("a swap is lived through: " + report));
    }

    private static PipelineSettings.Builder settings() {
        return PipelineSettings.builder()
                .capture(new CaptureSettings(Optional.empty(), WIDTH, HEIGHT))
                .rotation(Rotation.R0)
                .frames(FRAMES);
    }

    private PipelineReport run(PipelineSettings.Builder settings) {
        pipeline.start(settings.build());
        Gateway.await("the last frame", () -> pipeline.report().state() != PipelineReport.State.RUNNING);
        PipelineReport report = pipeline.report();
        if (!report.isFlawless()) {
            throw new IllegalStateException("no frame is lost: " + report);
        }
        return report;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
