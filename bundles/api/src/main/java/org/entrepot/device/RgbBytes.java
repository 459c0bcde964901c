package org.entrepot.device;

import java.util.Optional;
import org.entrepot.api.PixelFormat;

/**
 * Where the colours of a pixel lie among its bytes, in the packed RGB formats with a byte a colour ({@code
 * include/uapi/drm/drm_fourcc.h}). Between those formats pixels are exchanged without loss. Stateless.
 *
 * @param perPixel bytes of a pixel: 3 or 4
 * @param red which of them is red, from 0
 * @param green which of them is green
 * @param blue which of them is blue
 */
public record RgbBytes(int perPixel, int red, int green, int blue) {
    /** The bytes of a format; nothing for a format of another kind, or with alpha. */
    public static Optional<RgbBytes> of(PixelFormat format) {
        return switch (format) {
            case XRGB8888 -> Optional.of(new RgbBytes(4, 2, 1, 0));
            case XBGR8888 -> Optional.of(new RgbBytes(4, 0, 1, 2));
            case RGB888 -> Optional.of(new RgbBytes(3, 2, 1, 0));
            case BGR888 -> Optional.of(new RgbBytes(3, 0, 1, 2));
            default -> Optional.empty();
        };
    }

    /**
     * Reads a pixel.
     *
     * @param row pixels one after the other
     * @param pixel which of them, from 0
     * @return {@code 0x00RRGGBB}
     */
    public int get(byte[] row, int pixel) {
        int at = pixel * perPixel;
        return (row[at + red] & 0xff) << 16 | (row[at + green] & 0xff) << 8 | (row[at + blue] & 0xff);
    }

    /**
     * Writes a pixel; a byte that is no colour stays as it is.
     *
     * @param row pixels one after the other
     * @param pixel which of them, from 0
     * @param rgb {@code 0x00RRGGBB}
     */
    public void put(byte[] row, int pixel, int rgb) {
        int at = pixel * perPixel;
        row[at + red] = (byte) (rgb >> 16);
        row[at + green] = (byte) (rgb >> 8);
        row[at + blue] = (byte) rgb;
    }
}
