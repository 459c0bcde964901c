package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * A picture of 32-bit pixels out of its tiles and turned clockwise, in bulk: what a device sees in {@link
 * org.entrepot.api.Orientation#ROTATE_90}, for whoever wants all of it at once. A column of slots comes into the cache, two
 * columns of pixels are taken out of it from the bottom to the top, and each is written as a row in one go. For use by one
 * thread.
 */
public final class QuarterTurn {
    private static final int SLOT_WORDS = SlotLayout.SLOT_BYTES / Long.BYTES;
    private static final int TILE_WORDS = SLOT_WORDS / 4;
    private static final int BAND_WORDS = SlotLayout.BAND_BYTES / Long.BYTES;
    private static final int TILE_PAIRS = 8;
    private static final long LOW = 0xffff_ffffL;

    private final TiledPlane plane;
    private final LongBuffer tiles;
    private final LongBuffer turned;
    private final long[] staged;
    private final long[] left;
    private final long[] right;

    private QuarterTurn(TiledPlane plane, ByteBuffer tiles, ByteBuffer turned) {
        this.plane = plane;
        this.tiles = words(tiles);
        this.turned = words(turned);
        this.staged = new long[plane.bands() * SLOT_WORDS];
        this.left = new long[plane.bands() * plane.mode().slotHeight() / 2];
        this.right = new long[left.length];
    }

    private static LongBuffer words(ByteBuffer bytes) {
        return bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }

    /**
     * Turns.
     *
     * @param plane of 32-bit pixels, with an even number of columns and of rows
     * @param tiles the pages
     * @param turned rows of what were columns, without padding, from the buffer's first byte on
     */
    public static void clockwise(TiledPlane plane, ByteBuffer tiles, ByteBuffer turned) {
        if (plane.mode() != Mode.THIRTY_TWO_BIT || (plane.columns() | plane.rows()) % 2 != 0) {
            throw new IllegalArgumentException("pairs of pixels of 32 bits are turned: mode="
                    + plane.mode().words() + " columns=" + plane.columns() + " rows=" + plane.rows());
        }
        QuarterTurn turn = new QuarterTurn(plane, tiles, turned);
        for (int slot = 0; slot < plane.width(); slot++) {
            turn.column(slot);
        }
    }

    private void column(int slot) {
        for (int band = 0; band < plane.bands(); band++) {
            tiles.get(plane.page(band, slot) / Long.BYTES, staged, band * SLOT_WORDS, SLOT_WORDS);
        }
        int first = slot * plane.mode().slotWidth();
        int words = plane.rows() / 2;
        for (int x = 0; x < Math.min(plane.mode().slotWidth(), plane.columns() - first); x += 2) {
            int pair = x / 2;
            int inTile = pair / TILE_PAIRS * TILE_WORDS + pair % TILE_PAIRS * 2;
            for (int tile = 0; tile < 2 * plane.bands(); tile++) {
                int from = tile / 2 * SLOT_WORDS + tile % 2 * 2 * TILE_WORDS + inTile;
                upwards(staged, from, left, right, left.length - 1 - tile * TILE_PAIRS);
            }
            turned.put((first + x) * words, left, left.length - words, words);
            turned.put((first + x + 1) * words, right, left.length - words, words);
        }
    }

    /** Two columns of a tile: two pixels of each make a word, the lower first. */
    private static void upwards(long[] words, int from, long[] left, long[] right, int to) {
        for (int i = 0; i < TILE_PAIRS; i++) {
            long upper = words[from + BAND_WORDS * i];
            long lower = words[from + BAND_WORDS * i + 1];
            left[to - i] = (lower & LOW) | (upper << Integer.SIZE);
            right[to - i] = (lower >>> Integer.SIZE) | (upper & ~LOW);
        }
    }
}
