package org.entrepot.emulation.internal.device;

import java.util.List;
import java.util.zip.CRC32C;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.RgbBytes;
import org.entrepot.device.YCbCr;
import org.entrepot.emulation.internal.picture.Picture;

/** Moves whole pictures between the inside of a device and memory, in whichever format the memory has. */
final class Dma {
    private Dma() {}

    /** Refuses what would be read or written wrongly: a format the device does not take, or pixels that do not lie in rows. */
    static void check(String device, ImageLayout layout, List<PixelFormat> formats) {
        if (!formats.contains(layout.format()) || !layout.modifier().equals(Modifier.LINEAR)) {
            throw new IllegalArgumentException("a device takes linear pictures of its formats: device=" + device
                    + " layout=" + layout + " formats=" + formats + "; name the device in the request");
        }
    }

    /** Writes a picture as NV12 or I420; answers the checksum that {@link org.entrepot.device.CapturedFrame} describes. */
    static long write(Picture picture, ImageWindow window, PixelFormat format) {
        CRC32C checksum = new CRC32C();
        window.writePlane(0, sum(picture.luma(), checksum));
        if (format == PixelFormat.I420) {
            window.writePlane(1, sum(picture.blueDifference(), checksum));
            window.writePlane(2, sum(picture.redDifference(), checksum));
        } else {
            window.writePlane(1, sum(interleaved(picture), checksum));
        }
        return checksum.getValue();
    }

    private static byte[] sum(byte[] bytes, CRC32C checksum) {
        checksum.update(bytes, 0, bytes.length);
        return bytes;
    }

    private static byte[] interleaved(Picture picture) {
        byte[] blue = picture.blueDifference();
        byte[] red = picture.redDifference();
        byte[] both = new byte[2 * blue.length];
        for (int i = 0; i < blue.length; i++) {
            both[2 * i] = blue[i];
            both[2 * i + 1] = red[i];
        }
        return both;
    }

    /** Reads a picture out of NV12 or I420. */
    static Picture read(ImageWindow window, ImageLayout layout) {
        Picture picture = new Picture(layout.width(), layout.height());
        window.readPlane(0, picture.luma());
        if (layout.format() == PixelFormat.I420) {
            window.readPlane(1, picture.blueDifference());
            window.readPlane(2, picture.redDifference());
        } else {
            byte[] both = new byte[2 * picture.blueDifference().length];
            window.readPlane(1, both);
            for (int i = 0; i < picture.blueDifference().length; i++) {
                picture.blueDifference()[i] = both[2 * i];
                picture.redDifference()[i] = both[2 * i + 1];
            }
        }
        return picture;
    }

    /** Reads pixels as {@code 0x00RRGGBB} out of any format. */
    static int[] readRgb(ImageWindow window, ImageLayout layout) {
        return RgbBytes.of(layout.format())
                .map(bytes -> readRgb(window, layout, bytes))
                .orElseGet(() -> toRgb(read(window, layout)));
    }

    private static int[] readRgb(ImageWindow window, ImageLayout layout, RgbBytes bytes) {
        int[] pixels = new int[layout.width() * layout.height()];
        byte[] row = new byte[window.rowBytes(0)];
        for (int y = 0; y < layout.height(); y++) {
            window.readRow(0, y, row, 0);
            for (int x = 0; x < layout.width(); x++) {
                pixels[y * layout.width() + x] = bytes.get(row, x);
            }
        }
        return pixels;
    }

    /** Pixels as {@code 0x00RRGGBB}, chroma from the sample that covers each. */
    static int[] toRgb(Picture picture) {
        int width = picture.width();
        int[] pixels = new int[width * picture.height()];
        for (int y = 0; y < picture.height(); y++) {
            int chroma = y / 2 * picture.chromaWidth();
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = YCbCr.toRgb(
                        picture.luma()[y * width + x] & 0xff,
                        picture.blueDifference()[chroma + x / 2] & 0xff,
                        picture.redDifference()[chroma + x / 2] & 0xff);
            }
        }
        return pixels;
    }

    /** Pixels as a picture, chroma from the top left pixel of each group. */
    private static Picture toPicture(int[] pixels, int width, int height) {
        Picture picture = new Picture(width, height);
        for (int i = 0; i < pixels.length; i++) {
            picture.luma()[i] = (byte) YCbCr.luma(pixels[i]);
        }
        for (int y = 0; y < picture.chromaHeight(); y++) {
            for (int x = 0; x < picture.chromaWidth(); x++) {
                int pixel = pixels[2 * y * width + 2 * x];
                picture.blueDifference()[y * picture.chromaWidth() + x] = (byte) YCbCr.blueDifference(pixel);
                picture.redDifference()[y * picture.chromaWidth() + x] = (byte) YCbCr.redDifference(pixel);
            }
        }
        return picture;
    }

    /** Writes pixels {@code 0x00RRGGBB} in any format. */
    static void writeRgb(int[] pixels, ImageWindow window, ImageLayout layout) {
        RgbBytes.of(layout.format())
                .ifPresentOrElse(
                        bytes -> writeRgb(pixels, window, layout, bytes),
                        () -> write(toPicture(pixels, layout.width(), layout.height()), window, layout.format()));
    }

    private static void writeRgb(int[] pixels, ImageWindow window, ImageLayout layout, RgbBytes bytes) {
        byte[] row = new byte[window.rowBytes(0)];
        for (int y = 0; y < layout.height(); y++) {
            for (int x = 0; x < layout.width(); x++) {
                bytes.put(row, x, pixels[y * layout.width() + x]);
            }
            window.writeRow(0, y, row, 0);
        }
    }
}
