package org.entrepot.pipeline.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.FrameRate;
import org.entrepot.device.TransformDevice;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;

/** The devices of a run, opened, and the stages between them. Closed newest first. */
final class Equipment implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Optional<TransformDevice> rotator;
    private final CaptureDevice.CaptureStream camera;
    private final EncodeDevice.EncodeStream encoder;
    private final DisplayDevice.DisplayOutput display;
    private final Lending lending;
    private final Ways ways;
    private final HeapChoice heaps;
    private final long rotatorBytes;
    private final List<PipelineReport.Device> devices;
    private final Path video;

    /**
     * The devices of a run.
     *
     * @param camera that captures
     * @param rotator that turns; empty if the memory shall show the picture turned
     * @param encoder that writes the video
     * @param display that shows
     */
    record Devices(
            CaptureDevice camera, Optional<TransformDevice> rotator, EncodeDevice encoder, DisplayDevice display) {
        /** In the order that the frames take. */
        Stream<String> names() {
            return Stream.of(
                            Stream.of(camera.name()),
                            rotator.stream().map(TransformDevice::name),
                            Stream.of(encoder.name(), display.name()))
                    .flatMap(each -> each);
        }
    }

    /**
     * The engine as a run sees it.
     *
     * @param allocator that gives the buffers
     * @param control by which a heap is preferred
     */
    record Engine(Allocator allocator, ControlPlane control) {}

    /** Opens everything, or nothing. */
    Equipment(Devices devices, PipelineSettings settings, Engine engine, BooleanSupplier broken) {
        this.rotator = devices.rotator();
        this.lending = new Lending(broken);
        try {
            this.camera = keep(devices.camera().open(settings.capture()));
            this.devices = described(devices, engine.control());
            Requests requests = new Requests(devices, camera, this.devices, settings);
            this.rotatorBytes = requests.rotatorBytes();
            this.ways = new Ways(
                    stages(rotator.map(requests::by).orElse(List.of()), engine.allocator()),
                    stages(requests.straight().stream().toList(), engine.allocator()).stream()
                            .findFirst());
            this.heaps = keep(new HeapChoice(settings, ways, engine.control(), lending.exchange()));
            heaps.begin();
            // After those: an input or a heap that is not there leaves no folder behind.
            settings.output().ifPresent(Equipment::make);
            this.video = settings.output()
                    .orElseGet(this::scratch)
                    .resolve("video." + devices.encoder().fileExtension());
            FrameRate rate = settings.framesPerSecond().isPresent()
                    ? new FrameRate(settings.framesPerSecond().getAsInt(), 1)
                    : camera.rate();
            this.display = keep(devices.display().open(settings.output()));
            this.encoder = keep(devices.encoder().open(video, requests.width(), requests.height(), rate));
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    /** Whether each device of a run is real, as it is known to the operator. */
    private static List<PipelineReport.Device> described(Devices devices, ControlPlane control) {
        return devices.names()
                .flatMap(name -> control.devices().stream()
                        .filter(device -> device.name().equals(name)))
                .map(device -> new PipelineReport.Device(device.name(), device.provenance()))
                .toList();
    }

    private List<Stage> stages(List<AllocationRequest> requests, Allocator allocator) {
        return requests.stream()
                .map(request -> keep(new Stage(allocator, request)))
                .toList();
    }

    private <T extends AutoCloseable> T keep(T open) {
        opened.push(open);
        return open;
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        if (!Files.isWritable(folder)) {
            throw notWritable(folder, new IOException("not permitted"));
        }
    }

    private static EntrepotException notWritable(Path folder, IOException cause) {
        return new EntrepotException(
                Reason.ACCESS_DENIED,
                "the output folder may be written: out=" + folder + " (" + cause.getMessage()
                        + "); choose another folder",
                cause);
    }

    /** A private folder for a video that nobody asked for; it goes with the run. */
    private Path scratch() {
        try {
            Path folder = Files.createTempDirectory("entrepot");
            keep(() -> remove(folder));
            return folder;
        } catch (IOException e) {
            throw notWritable(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), e);
        }
    }

    private void remove(Path folder) throws IOException {
        Files.deleteIfExists(video);
        Files.deleteIfExists(folder);
    }

    TransformDevice rotator() {
        return rotator.orElseThrow();
    }

    CaptureDevice.CaptureStream camera() {
        return camera;
    }

    EncodeDevice.EncodeStream encoder() {
        return encoder;
    }

    DisplayDevice.DisplayOutput display() {
        return display;
    }

    /** Who takes part. */
    List<PipelineReport.Device> devices() {
        return devices;
    }

    /** How buffers are taken. */
    Lending lending() {
        return lending;
    }

    /** Which way the frames go. */
    Ways ways() {
        return ways;
    }

    /** In which heap they are. */
    HeapChoice heaps() {
        return heaps;
    }

    /** What the rotator moves for a frame. */
    long rotatorBytes() {
        return rotatorBytes;
    }

    Path video() {
        return video;
    }

    @Override
    public void close() {
        Optional<RuntimeException> failure = Optional.empty();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                RuntimeException named = e instanceof RuntimeException runtime
                        ? runtime
                        : new EntrepotException(
                                Reason.IO, "what was opened can be closed: " + e.getMessage() + "; see the log", e);
                failure.ifPresent(named::addSuppressed);
                failure = Optional.of(named);
            }
        }
        failure.ifPresent(e -> {
            throw e;
        });
    }

    private void closeAfter(RuntimeException first) {
        try {
            close();
        } catch (RuntimeException second) {
            first.addSuppressed(second);
        }
    }
}
