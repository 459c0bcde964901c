package org.entrepot.pipeline.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Runs one pipeline at a time, and remembers how the last one ended. Immediate, because a run goes on when whoever started it
 * gives the service back.
 */
@Component(immediate = true)
public final class FramePipeline implements Pipeline {
    private static final String NAME = "entrepot.device";
    private static final long PATIENCE_SECONDS = 30;
    private static final PipelineReport NEVER = new PipelineReport(
            PipelineReport.State.IDLE,
            "",
            List.of(),
            new PipelineReport.Counts(OptionalLong.empty(), 0, 0, 0, 0, 0, 0, 0, 0, 0),
            List.of(),
            List.of(),
            List.of(),
            new PipelineReport.Turning(0, 0, 0, 0, 0),
            Optional.empty(),
            List.of(),
            Optional.empty());

    private final Equipment.Engine engine;
    private final BackendSwap swap;
    private final Logger log;
    private final DeviceShelf<CaptureDevice> cameras = new DeviceShelf<>("camera");
    private final DeviceShelf<TransformDevice> rotators = new DeviceShelf<>("rotator");
    private final DeviceShelf<EncodeDevice> encoders = new DeviceShelf<>("encoder");
    private final DeviceShelf<DisplayDevice> displays = new DeviceShelf<>("display");
    private @Nullable PipelineRun run;

    /** Ready, and idle. */
    @Activate
    public FramePipeline(
            @Reference Allocator allocator,
            @Reference ControlPlane control,
            BundleContext context,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.engine = new Equipment.Engine(allocator, control);
        this.swap = new BackendSwap(context, log);
        this.log = log;
    }

    @Deactivate
    void deactivate() {
        PipelineRun last = current();
        if (last != null && !last.isOver()) {
            last.abandon("a pipeline runs while its bundle does: bundle=org.entrepot.pipeline; start it again");
            await(last);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCamera(CaptureDevice device, Map<String, Object> properties) {
        cameras.add(name(properties), device);
    }

    void unbindCamera(CaptureDevice device, Map<String, Object> properties) {
        cameras.remove(name(properties), device);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRotator(TransformDevice device, Map<String, Object> properties) {
        rotators.add(name(properties), device);
    }

    void unbindRotator(TransformDevice device, Map<String, Object> properties) {
        rotators.remove(name(properties), device);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindEncoder(EncodeDevice device, Map<String, Object> properties) {
        encoders.add(name(properties), device);
    }

    void unbindEncoder(EncodeDevice device, Map<String, Object> properties) {
        encoders.remove(name(properties), device);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDisplay(DisplayDevice device, Map<String, Object> properties) {
        displays.add(name(properties), device);
    }

    void unbindDisplay(DisplayDevice device, Map<String, Object> properties) {
        displays.remove(name(properties), device);
    }

    private static String name(Map<String, Object> properties) {
        return String.valueOf(properties.get(NAME));
    }

    @Override
    public synchronized void start(PipelineSettings settings) {
        PipelineRun last = run;
        if (last != null && !last.isOver()) {
            throw new EntrepotException(
                    Reason.BUSY, "one pipeline runs at a time: state=RUNNING; stop it with dma:pipeline stop");
        }
        Equipment.Devices devices = new Equipment.Devices(
                cameras.take(settings.camera()),
                settings.rotateBy() == PipelineSettings.RotateBy.VIEW
                        ? Optional.empty()
                        : Optional.of(rotators.take(settings.rotator())),
                encoders.take(settings.encoder()),
                displays.take(settings.display()));
        PipelineRun.Faults faults = new PipelineRun.Faults();
        Equipment equipment = new Equipment(devices, settings, engine, faults::any);
        PipelineRun next = new PipelineRun(settings, equipment, faults, swap, log);
        run = next;
        next.start();
    }

    private synchronized @Nullable PipelineRun current() {
        return run;
    }

    @Override
    public PipelineReport report() {
        PipelineRun last = current();
        return last == null ? NEVER : last.report();
    }

    @Override
    public PipelineReport stop() {
        PipelineRun last = current();
        if (last != null) {
            await(last);
        }
        return report();
    }

    private void await(PipelineRun last) {
        try {
            if (!last.stop(PATIENCE_SECONDS)) {
                last.abandon("frames in flight arrive in time: waited=" + PATIENCE_SECONDS + " s; see the log");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            last.abandon("a pipeline is stopped without an interrupt: state=RUNNING; stop it again");
        }
    }
}
