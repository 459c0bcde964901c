package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.IntBinaryOperator;

/**
 * What the kernel's virtual display says of what it sends out, and what it has to say of a picture: a CRC-32 without inversions
 * over rows of pixels of four 16-bit numbers, opacity, red, green and blue ({@code drivers/gpu/drm/vkms/vkms_composer.c}).
 */
public final class VkmsChecksum {
    private static final int POLYNOMIAL = 0xedb8_8320;
    private static final int[] TABLE = new int[256];
    private static final int CRTC = 0;

    static {
        for (int value = 0; value < TABLE.length; value++) {
            int rest = value;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest & 1) != 0 ? rest >>> 1 ^ POLYNOMIAL : rest >>> 1;
            }
            TABLE[value] = rest;
        }
    }

    private VkmsChecksum() {}

    /** What a card sends to its display from now on; the driver is vkms, and somebody drives it. */
    public static long seen(Path card, Duration longest) {
        String number = card.getFileName().toString().replaceAll("\\D", "");
        OptionalLong seen = new CrtcChecksums(number, CRTC).next(longest);
        return seen.orElseThrow(() -> new AssertionError("vkms tells what it shows: card=" + card));
    }

    /**
     * What that must be.
     *
     * @param pixel red, green and blue of the pixel at x and y
     */
    public static long of(int width, int height, IntBinaryOperator pixel) {
        int checksum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colour = pixel.applyAsInt(x, y);
                checksum = twice(twice(checksum, 0xff), colour >> 16);
                checksum = twice(twice(checksum, colour >> 8), colour);
            }
        }
        return Integer.toUnsignedLong(checksum);
    }

    /** A channel of 8 bits becomes one of 16 by being there twice. */
    private static int twice(int checksum, int value) {
        return next(next(checksum, value), value);
    }

    private static int next(int checksum, int value) {
        return TABLE[(checksum ^ value) & 0xff] ^ checksum >>> 8;
    }
}
