package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;

/**
 * How pictures lie in a buffer, in V4L2's terms: one stride, from which those of the other planes follow, and planes right behind each
 * other ({@code Documentation/userspace-api/media/v4l/pixfmt-yuv-planar.rst}).
 */
final class FrameForm {
    private FrameForm() {}

    /**
     * Sets a queue to a layout.
     *
     * @param device whose queue has no buffers
     * @param name of the device, for messages
     * @return what it is set to
     * @throws EntrepotException with {@link Reason#REFUSED} if its driver does not take exactly that
     */
    static QueueForm set(VideoDevice device, String name, Queue queue, ImageLayout layout) {
        String code = PixelCodes.code(layout.format())
                .orElseThrow(() -> new IllegalArgumentException(
                        "a format is V4L2's too: device=" + name + " layout=" + layout + "; see dma:devices"));
        Plane first = layout.planes().get(0);
        checkPlanes(name, layout);
        Format got = device.set(queue, new Format(code, layout.width(), first.rows(), first.stride(), 0));
        boolean same = got.code().equals(code)
                && !got.halves()
                && got.stride() == first.stride()
                && got.height() == first.rows()
                && got.width() >= layout.width()
                && layout.format().rowBytes(0, got.width()) <= first.stride();
        if (!same) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a driver takes the layout as it is: device=" + name + " layout=" + layout + " stride="
                            + first.stride() + " rows=" + first.rows() + " driver=" + got
                            + "; allocate with the device among the devices of the request, and in its stream's size");
        }
        return new QueueForm(name, queue, layout, got.bytes());
    }

    /** Checks that planes lie where one stride says. */
    private static void checkPlanes(String name, ImageLayout layout) {
        PixelFormat format = layout.format();
        Plane first = layout.planes().get(0);
        long end = first.offset();
        for (int i = 0; i < layout.planes().size(); i++) {
            Plane plane = layout.planes().get(i);
            if (plane.offset() != end || plane.stride() != stride(format, i, first.stride())) {
                throw new EntrepotException(
                        Reason.REFUSED,
                        "planes of a video device follow each other: device=" + name + " layout=" + layout + " planes="
                                + layout.planes() + "; ask for NV12, or for a size of whole alignments");
            }
            end = plane.end();
        }
        if (first.offset() != 0) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a picture begins where its buffer does: device=" + name + " offset=" + first.offset()
                            + "; use the buffer's own layout");
        }
    }

    /** The stride of a plane, in the proportion of its samples to those of the first. */
    static int stride(PixelFormat format, int plane, int first) {
        if (plane == 0) {
            return first;
        }
        return first / format.sampleBytes(0) / format.columnsPerSample(plane) * format.sampleBytes(plane);
    }

    /** The bytes of a picture whose planes follow each other. */
    static long bytes(PixelFormat format, int stride, int rows) {
        long bytes = 0;
        for (int i = 0; i < format.planes(); i++) {
            bytes += (long) stride(format, i, stride) * format.rows(i, rows);
        }
        return bytes;
    }

    /** The bytes of a layout's picture with the rows behind it: what a driver takes for a buffer's contents. */
    static long bytes(ImageLayout layout) {
        Plane first = layout.planes().get(0);
        return bytes(layout.format(), first.stride(), first.rows());
    }

    /** The formats in their order, but those of three planes last. */
    static List<PixelFormat> sorted(List<PixelFormat> formats) {
        // With three planes the strides of two follow from the first, which other devices' alignments do not heed.
        return formats.stream()
                .sorted((a, b) -> Integer.compare(a.planes() / 3, b.planes() / 3))
                .toList();
    }
}
