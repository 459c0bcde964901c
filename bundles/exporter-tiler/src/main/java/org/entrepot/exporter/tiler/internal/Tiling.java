package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Tiles to rows of pixels in bulk. Pages come into the cache four at a time, what lies together of some pixel rows is taken apart word
 * by word, and each part of a row is written in one go. For use by one thread.
 */
final class Tiling {
    private static final int SLOT_WORDS = SlotLayout.SLOT_BYTES / Long.BYTES;
    private static final int TILE_WORDS = SLOT_WORDS / 4;
    private static final int BAND_WORDS = SlotLayout.BAND_BYTES / Long.BYTES;
    private static final int GROUP = 4;
    private static final long LOW = 0xffff_ffffL;

    private final TiledPlane plane;
    private final LongBuffer tiles;
    private final LongBuffer rows;
    private final int strideWords;
    private final int slotRowWords;
    private final long[] staged = new long[GROUP * SLOT_WORDS];
    private final long[][] lines;

    /**
     * Prepares.
     *
     * @param plane where it lies in both
     * @param tiles the pages
     * @param linear the rows
     */
    Tiling(TiledPlane plane, ByteBuffer tiles, ByteBuffer linear) {
        this.plane = plane;
        this.tiles = words(tiles);
        this.rows = words(linear);
        this.strideWords = plane.stride() / Long.BYTES;
        this.slotRowWords = plane.mode().slotRowBytes() / Long.BYTES;
        this.lines = new long[plane.mode() == Mode.EIGHT_BIT ? 4 : 2][GROUP * slotRowWords];
    }

    private static LongBuffer words(ByteBuffer bytes) {
        return bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }

    /** Whether a plane's rows begin at whole words: otherwise it goes byte by byte. */
    static boolean isFast(TiledPlane plane) {
        return (plane.stride() | plane.offset()) % Long.BYTES == 0;
    }

    boolean isOf(TiledPlane other) {
        return plane.equals(other);
    }

    /** Copies a row of slots out of its tiles. */
    void band(int band) {
        for (int slot = 0; slot < plane.width(); slot += GROUP) {
            int slots = Math.min(GROUP, plane.width() - slot);
            tiles.get(plane.page(band, slot) / Long.BYTES, staged, 0, slots * SLOT_WORDS);
            group(plane.offsetOf(band) / Long.BYTES + slot * slotRowWords, plane.rowsOf(band), slots, slot);
        }
    }

    private void group(int to, int count, int slots, int slot) {
        int words = Math.min(slots * slotRowWords, strideWords - slot * slotRowWords);
        for (int row = 0; row < count; row += lines.length) {
            int subRow = row / lines.length;
            int from = subRow / 8 * 2 * TILE_WORDS + subRow % 8 * BAND_WORDS;
            if (lines.length == 2) {
                takeTwoApart(staged, from, lines[0], lines[1], slots);
            } else {
                takeFourApart(staged, from, lines, slots);
            }
            for (int i = 0; i < Math.min(lines.length, count - row); i++) {
                rows.put(to + (row + i) * strideWords, lines[i], 0, words);
            }
        }
    }

    /** Sub-tiles of two rows, eight bytes of each; what is left and right in a slot at once. */
    private static void takeTwoApart(long[] words, int first, long[] upper, long[] lower, int slots) {
        for (int slot = 0; slot < slots; slot++) {
            int left = first + slot * SLOT_WORDS;
            int right = left + TILE_WORDS;
            int to = slot * BAND_WORDS;
            for (int i = 0; i < BAND_WORDS / 2; i++) {
                upper[to + i] = words[left + 2 * i];
                lower[to + i] = words[left + 2 * i + 1];
                upper[to + BAND_WORDS / 2 + i] = words[right + 2 * i];
                lower[to + BAND_WORDS / 2 + i] = words[right + 2 * i + 1];
            }
        }
    }

    /** Sub-tiles of four rows, four bytes of each: two sub-tiles make a word. */
    private static void takeFourApart(long[] words, int first, long[][] lines, int slots) {
        for (int tile = 0; tile < 2 * slots; tile++) {
            int from = first + tile / 2 * SLOT_WORDS + tile % 2 * TILE_WORDS;
            int to = tile * BAND_WORDS / 4;
            for (int i = 0; i < BAND_WORDS / 4; i++) {
                long leftTop = words[from + 4 * i];
                long leftBottom = words[from + 4 * i + 1];
                long rightTop = words[from + 4 * i + 2];
                long rightBottom = words[from + 4 * i + 3];
                lines[0][to + i] = (leftTop & LOW) | (rightTop << Integer.SIZE);
                lines[1][to + i] = (leftTop >>> Integer.SIZE) | (rightTop & ~LOW);
                lines[2][to + i] = (leftBottom & LOW) | (rightBottom << Integer.SIZE);
                lines[3][to + i] = (leftBottom >>> Integer.SIZE) | (rightBottom & ~LOW);
            }
        }
    }
}
