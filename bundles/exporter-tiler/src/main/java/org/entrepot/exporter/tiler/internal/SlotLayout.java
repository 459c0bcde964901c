package org.entrepot.exporter.tiler.internal;

/**
 * Where the pixels of a slot lie in its page: 2 x 2 tiles of 1 KiB, a tile 8 x 8 sub-tiles of 16 bytes, a sub-tile a few pixels of
 * two or four rows, everything in the order of reading. Column and row of a pixel have bits of their own in the byte's number, so that
 * it is the sum of a part for the column and a part for the row:
 *
 * <pre>
 *  bit     11       10       9 8 7      6 5 4      3 2 1 0
 *          tile     tile     sub-tile   sub-tile   byte of the sub-tile
 *          row      column   row        column
 *
 *  8-bit   y5       x5       y4 y3 y2   x4 x3 x2   y1 y0 x1 x0      sub-tile of 4 x 4 pixels
 *  16-bit  y4       x5       y3 y2 y1   x4 x3 x2   y0 x1 x0 b0      sub-tile of 4 x 2 pixels
 *  32-bit  y4       x4       y3 y2 y1   x3 x2 x1   y0 x0 b1 b0      sub-tile of 2 x 2 pixels
 * </pre>
 */
final class SlotLayout {
    /** Bytes of a slot. */
    static final int SLOT_BYTES = 4096;

    /** Bytes of a row of sub-tiles in one tile: what lies together of so many pixel rows. */
    static final int BAND_BYTES = 128;

    private static final int TILE_COLUMN = 10;
    private static final int TILE_ROW = 11;
    private static final int SUB_TILE_COLUMN = 4;
    private static final int SUB_TILE_ROW = 7;
    private static final int SUB_TILES = 7;

    private static final SlotLayout[] LAYOUTS = {
        new SlotLayout(Mode.EIGHT_BIT, 2, 2),
        new SlotLayout(Mode.SIXTEEN_BIT, 2, 1),
        new SlotLayout(Mode.THIRTY_TWO_BIT, 1, 1)
    };

    private final int runShift;
    private final int[] columns;
    private final int[] rows;

    private SlotLayout(Mode mode, int xBits, int yBits) {
        this.columns = new int[mode.slotWidth()];
        this.rows = new int[mode.slotHeight()];
        this.runShift = mode.pixelShift() + xBits;
        for (int x = 0; x < columns.length; x++) {
            columns[x] = ((x & ((1 << xBits) - 1)) << mode.pixelShift())
                    | (((x >> xBits) & SUB_TILES) << SUB_TILE_COLUMN)
                    | ((x >> (xBits + 3)) << TILE_COLUMN);
        }
        for (int y = 0; y < rows.length; y++) {
            rows[y] = ((y & ((1 << yBits) - 1)) << runShift)
                    | (((y >> yBits) & SUB_TILES) << SUB_TILE_ROW)
                    | ((y >> (yBits + 3)) << TILE_ROW);
        }
    }

    /**
     * The layout of a mode that has pixels.
     *
     * @param mode any but {@link Mode#PAGE}
     */
    static SlotLayout of(Mode mode) {
        return LAYOUTS[mode.bits()];
    }

    /** What a pixel's column in its slot adds to the number of its first byte. */
    int column(int x) {
        return columns[x];
    }

    /** What a pixel's row in its slot adds to the number of its first byte. */
    int row(int y) {
        return rows[y];
    }

    /** What each pixel row of the slot adds, for whoever goes down a column. */
    int[] rows() {
        return rows;
    }

    /** Bytes of a pixel row that lie together: what a sub-tile has of it. */
    int runBytes() {
        return 1 << runShift;
    }

    /** What a byte's place in a pixel row of its slot adds to its number. */
    int byteInRow(int position) {
        return (position & (runBytes() - 1))
                | (((position >> runShift) & SUB_TILES) << SUB_TILE_COLUMN)
                | ((position >> (runShift + 3)) << TILE_COLUMN);
    }
}
