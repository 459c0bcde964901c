package org.entrepot.pipeline.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.FrameRate;
import org.entrepot.device.TransformDevice;
import org.entrepot.pipeline.PipelineSettings;

/** The devices of a run, opened, and the stages between them. Closed newest first. */
final class Equipment implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final TransformDevice rotator;
    private final CaptureDevice.CaptureStream camera;
    private final EncodeDevice.EncodeStream encoder;
    private final DisplayDevice.DisplayOutput display;
    private final Stage toRotator;
    private final Stage toEncoder;
    private final Stage toDisplay;
    private final Path video;

    /**
     * The devices of a run.
     *
     * @param camera that captures
     * @param rotator that turns
     * @param encoder that writes the video
     * @param display that shows
     */
    record Devices(CaptureDevice camera, TransformDevice rotator, EncodeDevice encoder, DisplayDevice display) {}

    /** Opens everything, or nothing. */
    Equipment(Devices devices, PipelineSettings settings, Allocator allocator, BooleanSupplier broken) {
        this.rotator = devices.rotator();
        try {
            this.camera = keep(devices.camera().open(settings.capture()));
            // After the camera: an input that is not there leaves no folder behind.
            settings.output().ifPresent(Equipment::make);
            FrameRate rate = settings.framesPerSecond().isPresent()
                    ? new FrameRate(settings.framesPerSecond().getAsInt(), 1)
                    : camera.rate();
            int width = settings.rotation().swapsExtents() ? camera.height() : camera.width();
            int height = settings.rotation().swapsExtents() ? camera.width() : camera.height();
            this.video = settings.output()
                    .orElseGet(this::scratch)
                    .resolve("video." + devices.encoder().fileExtension());
            this.display = keep(devices.display().open(settings.output()));
            this.encoder = keep(devices.encoder().open(video, width, height, rate));
            this.toRotator = keep(new Stage(
                    allocator,
                    request(camera.width(), camera.height(), camera.formats(), rotator.inputFormats(), "camera frame")
                            .cpuUse(CpuUse.READ)
                            .devices(settings.camera(), settings.rotator())
                            .build(),
                    settings.camera(),
                    settings.rotator(),
                    broken));
            this.toEncoder = keep(new Stage(
                    allocator,
                    request(width, height, devices.encoder().formats(), rotator.outputFormats(), "frame to encode")
                            .devices(settings.rotator(), settings.encoder())
                            .build(),
                    settings.rotator(),
                    settings.encoder(),
                    broken));
            this.toDisplay = keep(new Stage(
                    allocator,
                    request(width, height, devices.display().formats(), rotator.outputFormats(), "frame to show")
                            .devices(settings.rotator(), settings.display())
                            .build(),
                    settings.rotator(),
                    settings.display(),
                    broken));
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T open) {
        opened.push(open);
        return open;
    }

    private static AllocationRequest.Builder request(
            int width, int height, List<PixelFormat> preferred, List<PixelFormat> also, String name) {
        PixelFormat[] formats = preferred.stream().filter(also::contains).toArray(PixelFormat[]::new);
        if (formats.length == 0) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "two devices of a pipeline have a format in common: one takes " + preferred + ", the other " + also
                            + "; choose other devices, see dma:devices");
        }
        return AllocationRequest.image(width, height, formats)
                .cpuUse(CpuUse.NONE)
                .name(name);
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
        return rotator;
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

    Stage toRotator() {
        return toRotator;
    }

    Stage toEncoder() {
        return toEncoder;
    }

    Stage toDisplay() {
        return toDisplay;
    }

    List<Stage> stages() {
        return List.of(toRotator, toEncoder, toDisplay);
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
