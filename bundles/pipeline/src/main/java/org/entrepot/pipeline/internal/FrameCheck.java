package org.entrepot.pipeline.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.device.RgbBytes;
import org.entrepot.device.Rotation;
import org.entrepot.device.YCbCr;

/**
 * What a captured frame must look like on the display, worked out by the CPU from the camera's buffer: independent of the
 * devices, by the contracts of {@link org.entrepot.device.TransformDevice} and {@link org.entrepot.device.DisplayDevice}. It reads
 * the buffer and copies nothing to another. For use by one thread.
 */
final class FrameCheck {
    /** The formats of which it knows where a pixel's colours are. */
    static final Set<PixelFormat> FORMATS = Arrays.stream(PixelFormat.values())
            .filter(format -> isSubsampled(format) || RgbBytes.of(format).isPresent())
            .collect(Collectors.toUnmodifiableSet());

    private final ImageLayout layout;
    private final Rotation rotation;
    private final Optional<RgbBytes> bytes;
    private final byte[][] planes;

    /** For frames of a layout that are turned. */
    FrameCheck(ImageLayout layout, Rotation rotation) {
        if (!FORMATS.contains(layout.format())) {
            throw new IllegalArgumentException("a frame is verified in a format whose pixels are known: format="
                    + layout.format() + " known=" + FORMATS + "; ask for one of them");
        }
        this.layout = layout;
        this.rotation = rotation;
        this.bytes = RgbBytes.of(layout.format());
        this.planes = new byte[layout.planes().size()][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = new byte[rowBytes(i) * layout.format().rows(i, layout.height())];
        }
    }

    /**
     * What a display shows that cannot tell it itself: the checksum of a frame as it lies in memory.
     *
     * @return nothing for a format whose pixels are not known
     */
    static OptionalLong inMemory(DmaBuf buffer) {
        ImageLayout layout = Stage.layout(buffer);
        if (!FORMATS.contains(layout.format())) {
            return OptionalLong.empty();
        }
        FrameCheck check = new FrameCheck(layout, Rotation.R0);
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            check.look(access.view());
        }
        return OptionalLong.of(check.shown());
    }

    private static boolean isSubsampled(PixelFormat format) {
        return format == PixelFormat.NV12 || format == PixelFormat.I420;
    }

    private int rowBytes(int plane) {
        return layout.format().rowBytes(plane, layout.width());
    }

    /** Looks at a frame: what follows is about it. */
    void look(ByteBuffer view) {
        for (int i = 0; i < planes.length; i++) {
            Plane plane = layout.planes().get(i);
            int rowBytes = rowBytes(i);
            for (int row = 0; row * rowBytes < planes[i].length; row++) {
                int position = Math.toIntExact(plane.offset() + (long) row * plane.stride());
                view.get(position, planes[i], row * rowBytes, rowBytes);
            }
        }
    }

    /** The checksum as the camera computes it before it writes. */
    long captured() {
        CRC32C checksum = new CRC32C();
        for (byte[] plane : planes) {
            checksum.update(plane, 0, plane.length);
        }
        return checksum.getValue();
    }

    /** The checksum as the display must find it. */
    long shown() {
        CRC32C checksum = new CRC32C();
        int width = rotation.swapsExtents() ? layout.height() : layout.width();
        int height = rotation.swapsExtents() ? layout.width() : layout.height();
        byte[] row = new byte[4 * width];
        for (int y = 0; y < height; y++) {
            fill(row, y, width);
            checksum.update(row, 0, row.length);
        }
        return checksum.getValue();
    }

    private void fill(byte[] row, int y, int width) {
        for (int x = 0; x < width; x++) {
            int pixel = rgb(sourceX(x, y), sourceY(x, y));
            row[4 * x] = (byte) pixel;
            row[4 * x + 1] = (byte) (pixel >> 8);
            row[4 * x + 2] = (byte) (pixel >> 16);
        }
    }

    private int sourceX(int x, int y) {
        return switch (rotation) {
            case R0 -> x;
            case R90 -> y;
            case R180 -> layout.width() - 1 - x;
            case R270 -> layout.width() - 1 - y;
        };
    }

    private int sourceY(int x, int y) {
        return switch (rotation) {
            case R0 -> y;
            case R90 -> layout.height() - 1 - x;
            case R180 -> layout.height() - 1 - y;
            case R270 -> x;
        };
    }

    private int rgb(int x, int y) {
        int place = y * layout.width() + x;
        if (bytes.isPresent()) {
            return bytes.get().get(planes[0], place);
        }
        int luma = planes[0][place] & 0xff;
        int sample = y / 2 * ((layout.width() + 1) / 2) + x / 2;
        return layout.format() == PixelFormat.NV12
                ? YCbCr.toRgb(luma, planes[1][2 * sample] & 0xff, planes[1][2 * sample + 1] & 0xff)
                : YCbCr.toRgb(luma, planes[1][sample] & 0xff, planes[2][sample] & 0xff);
    }
}
