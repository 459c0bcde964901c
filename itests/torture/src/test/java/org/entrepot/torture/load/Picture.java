package org.entrepot.torture.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Plane;

/**
 * What an image holds.
 *
 * @param width in pixels
 * @param height in rows
 * @param salt by which its colours differ from those of others
 */
record Picture(int width, int height, int salt) {
    private static final int VISIBLE = 0xffffff;

    static Picture any(SplittableRandom random) {
        return new Picture(16 * (1 + random.nextInt(12)), 8 * (1 + random.nextInt(12)), random.nextInt());
    }

    private int colour(int x, int y) {
        return ((salt + x * 31 + y * 17) * 0x9E3779B9) >>> 8;
    }

    private static int place(Plane plane, int x, int y) {
        return Math.toIntExact(plane.offset()) + y * plane.stride() + x * Integer.BYTES;
    }

    void draw(ByteBuffer view, ImageLayout layout) {
        Plane plane = layout.planes().get(0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                view.putInt(place(plane, x, y), colour(x, y));
            }
        }
    }

    /** How many pixels are wrong. */
    long wrong(ByteBuffer view, ImageLayout layout) {
        Plane plane = layout.planes().get(0);
        long wrong = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                wrong += (view.getInt(place(plane, x, y)) & VISIBLE) == (colour(x, y) & VISIBLE) ? 0 : 1;
            }
        }
        return wrong;
    }

    /** What a display says that scans it out. */
    long checksum() {
        CRC32C checksum = new CRC32C();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = colour(x, y);
                checksum.update(pixel);
                checksum.update(pixel >> 8);
                checksum.update(pixel >> 16);
                checksum.update(0);
            }
        }
        return checksum.getValue();
    }
}
