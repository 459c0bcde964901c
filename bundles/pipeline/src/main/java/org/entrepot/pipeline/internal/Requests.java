package org.entrepot.pipeline.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;

/** What the stages of a run need memory for: the picture's size and format, the devices, and how each sees it. */
final class Requests {
    private final Equipment.Devices devices;
    private final CaptureStream camera;
    private final List<PipelineReport.Device> described;
    private final PipelineSettings settings;

    /**
     * For a run.
     *
     * @param described which of the devices are real
     */
    Requests(
            Equipment.Devices devices,
            CaptureStream camera,
            List<PipelineReport.Device> described,
            PipelineSettings settings) {
        this.devices = devices;
        this.described = described;
        this.camera = camera;
        this.settings = settings;
    }

    /** Pixels of a row of the turned picture. */
    int width() {
        return settings.rotation().swapsExtents() ? camera.height() : camera.width();
    }

    /** Rows of the turned picture. */
    int height() {
        return settings.rotation().swapsExtents() ? camera.width() : camera.height();
    }

    /** The way by the rotator: to it, from it to the encoder, and from it to the display. */
    List<AllocationRequest> by(TransformDevice rotator) {
        EndFormats ends = ends(rotator);
        return List.of(
                image(camera.width(), camera.height(), ends.captured(), rotator.inputFormats(), "camera frame")
                        .cpuUse(CpuUse.READ)
                        .devices(settings.camera(), settings.rotator())
                        .build(),
                image(width(), height(), devices.encoder().formats(), rotator.outputFormats(), "frame to encode")
                        .devices(settings.rotator(), settings.encoder())
                        .build(),
                image(width(), height(), ends.shown(), rotator.outputFormats(), "frame to show")
                        .devices(settings.rotator(), settings.display())
                        .build());
    }

    /** A converter of the kernel makes RGB of luma and chroma as its driver does, and no pixel could be held against what was captured. */
    private EndFormats ends(TransformDevice rotator) {
        EndFormats all = new EndFormats(verified(), devices.display().formats());
        boolean isReal = described.stream()
                .filter(device -> device.name().equals(rotator.name()))
                .anyMatch(device -> !device.provenance().isEmulated());
        return isReal ? all.ofOneKind(rotator) : all;
    }

    /** Of the camera's formats those in which a frame can be verified: none is passed on unseen. */
    private List<PixelFormat> verified() {
        List<PixelFormat> verified =
                camera.formats().stream().filter(FrameCheck.FORMATS::contains).toList();
        if (verified.isEmpty()) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a pipeline verifies its frames: camera=" + settings.camera() + " formats=" + camera.formats()
                            + " verified=" + FrameCheck.FORMATS + "; choose another camera, see dma:devices");
        }
        return verified;
    }

    private static AllocationRequestBuilder image(
            int width, int height, List<PixelFormat> preferred, List<PixelFormat> also, String name) {
        PixelFormat[] formats = preferred.stream().filter(also::contains).toArray(PixelFormat[]::new);
        if (formats.length == 0) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "two devices of a pipeline have a format in common: one takes " + preferred + ", the other " + also
                            + "; choose other devices, see dma:devices");
        }
        return AllocationRequest.image(width, height, formats)
                .tags(Pipeline.TAG)
                .cpuUse(CpuUse.NONE)
                .name(name);
    }

    /** The way straight to both ends, which see the picture turned; nothing if they have no format in common for that. */
    Optional<AllocationRequest> straight() {
        PixelFormat[] formats = devices.encoder().formats().stream()
                .filter(devices.display().formats()::contains)
                .filter(verified()::contains)
                .filter(this::canBeTurned)
                .toArray(PixelFormat[]::new);
        return formats.length == 0
                ? Optional.empty()
                : Optional.of(AllocationRequest.image(camera.width(), camera.height(), formats)
                        .tags(Pipeline.TAG)
                        .devices(settings.camera())
                        .device(settings.encoder(), orientation(settings.rotation()))
                        .device(settings.display(), orientation(settings.rotation()))
                        .cpuUse(CpuUse.READ)
                        .name("frame seen turned")
                        .build());
    }

    /** Turned chroma covers the pixels that it covered before only if it covered whole groups of them. */
    private boolean canBeTurned(PixelFormat format) {
        boolean even = camera.width() % 2 == 0 && camera.height() % 2 == 0;
        return even || format.planes() == 1 || settings.rotation() == Rotation.R0;
    }

    static Orientation orientation(Rotation rotation) {
        return switch (rotation) {
            case R0 -> Orientation.ROTATE_0;
            case R90 -> Orientation.ROTATE_90;
            case R180 -> Orientation.ROTATE_180;
            case R270 -> Orientation.ROTATE_270;
        };
    }

    /** What a rotator moves for a frame: it reads it twice, and writes it in the format that each end prefers. */
    long rotatorBytes() {
        return 2 * visible(camera.formats().get(0))
                + visible(devices.encoder().formats().get(0))
                + visible(devices.display().formats().get(0));
    }

    private long visible(PixelFormat format) {
        return visible(format, camera.width(), camera.height());
    }

    /** Bytes of the visible pixels of a picture. */
    static long visible(PixelFormat format, int width, int height) {
        return IntStream.range(0, format.planes())
                .mapToLong(plane -> (long) format.rowBytes(plane, width) * format.rows(plane, height))
                .sum();
    }
}
