package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.FrameRate;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;

/** A video device of the kernel that writes pictures to memory. */
final class Camera implements VideoImporter, CaptureDevice {
    private static final FrameRate USUAL = new FrameRate(30, 1);
    private static final int MICROSECONDS = 1_000_000;

    private final VideoIdentity identity;
    private final List<PixelFormat> formats;
    private final DeviceImports imports;
    private final OneStream<CameraStream> stream;

    /**
     * Plugs a camera in.
     *
     * @param formats that it writes, the preferred first
     * @param buffers that map for it
     */
    Camera(VideoIdentity identity, List<PixelFormat> formats, ImportedBuffers buffers) {
        this.identity = identity;
        this.formats = formats;
        this.stream = new OneStream<>(identity);
        this.imports = buffers.open(identity.name(), buffer -> stream.tell(streaming -> streaming.letGo(buffer)));
    }

    @Override
    public VideoIdentity identity() {
        return identity;
    }

    @Override
    public DeviceImports imports() {
        return imports;
    }

    @Override
    public String name() {
        return identity.name();
    }

    /** A camera films what is before it: its own size and rate, unless a size is wanted. */
    @Override
    public CaptureStream open(CaptureSettings settings) {
        settings.source().ifPresent(file -> {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a real camera films what is before it: device=" + name() + " source=" + file
                            + "; leave the source out, or name an emulated camera");
        });
        return stream.open(
                video -> new CameraStream(identity, imports, video, picture(video, settings), stream::closed));
    }

    private Picture picture(VideoDevice video, CaptureSettings settings) {
        Format size = size(video, settings);
        List<PixelFormat> have =
                formats.stream().filter(format -> hasSize(video, format, size)).toList();
        // Its pace goes by its format.
        have.stream()
                .findFirst()
                .ifPresent(format -> video.set(Queue.CAPTURE, wanted(format, size.width(), size.height())));
        return new Picture(size.width(), size.height(), have, rate(video));
    }

    private Format size(VideoDevice video, CaptureSettings settings) {
        Format now = video.format(Queue.CAPTURE);
        if (settings.width() == 0) {
            return now;
        }
        Format got = tried(video, formats.get(0), settings.width(), settings.height());
        if (got.width() != settings.width() || got.height() != settings.height()) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a camera has the size that is wanted: device=" + name() + " wanted=" + settings.width() + "x"
                            + settings.height() + " nearest=" + got.width() + "x" + got.height()
                            + "; ask for that, or for none");
        }
        return got;
    }

    private static boolean hasSize(VideoDevice video, PixelFormat format, Format size) {
        Format got = tried(video, format, size.width(), size.height());
        return PixelCodes.format(got.code()).filter(format::equals).isPresent()
                && got.width() == size.width()
                && got.height() == size.height();
    }

    private static Format tried(VideoDevice video, PixelFormat format, int width, int height) {
        return video.tried(Queue.CAPTURE, wanted(format, width, height));
    }

    private static Format wanted(PixelFormat format, int width, int height) {
        return new Format(PixelCodes.code(format).orElseThrow(), width, height, 0, 0);
    }

    /** As the driver says; the usual one where its pace is its own. */
    private static FrameRate rate(VideoDevice video) {
        try {
            long micros = video.pace(Queue.CAPTURE).toNanos() / 1_000;
            return micros <= 0 ? USUAL : rate(Math.toIntExact(micros));
        } catch (EntrepotException e) {
            if (e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
            return USUAL;
        }
    }

    /** Whole frames a second where the time of one is that of so many, but for less than a microsecond. */
    private static FrameRate rate(int micros) {
        int frames = Math.round((float) MICROSECONDS / micros);
        return Math.abs(MICROSECONDS - frames * micros) < frames
                ? new FrameRate(frames, 1)
                : new FrameRate(MICROSECONDS, micros);
    }

    @Override
    public void leave() {
        stream.leave(CameraStream::leave);
        imports.close();
    }
}
