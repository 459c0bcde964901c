package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.Random;

/** A plane of pixels as a plain array, and its tiles as the manual draws them: counted tile by tile, with none of our tables. */
final class Reference {
    final Mode mode;
    final int columns;
    final int rows;
    final byte[] pixels;

    Reference(Mode mode, int columns, int rows, long seed) {
        this.mode = mode;
        this.columns = columns;
        this.rows = rows;
        this.pixels = new byte[columns * rows * mode.pixelBytes()];
        new Random(seed).nextBytes(pixels);
    }

    byte at(int x, int y, int inPixel) {
        return pixels[(y * columns + x) * mode.pixelBytes() + inPixel];
    }

    /** The slots that the plane takes, side by side. */
    int slotColumns() {
        return (columns + mode.slotWidth() - 1) / mode.slotWidth();
    }

    int slotRows() {
        return (rows + mode.slotHeight() - 1) / mode.slotHeight();
    }

    /** Writes the plane into pages, a slot each, row by row. */
    void tile(ByteBuffer pages, int base) {
        int subWidth = mode == Mode.THIRTY_TWO_BIT ? 2 : 4;
        int subHeight = mode == Mode.EIGHT_BIT ? 4 : 2;
        int to = base;
        for (int slot = 0; slot < slotColumns() * slotRows(); slot++) {
            for (int tile = 0; tile < 4; tile++) {
                for (int sub = 0; sub < 64; sub++) {
                    for (int pixel = 0; pixel < subWidth * subHeight; pixel++) {
                        int x = slot % slotColumns() * mode.slotWidth()
                                + (tile % 2 * 8 + sub % 8) * subWidth
                                + pixel % subWidth;
                        int y = slot / slotColumns() * mode.slotHeight()
                                + (tile / 2 * 8 + sub / 8) * subHeight
                                + pixel / subWidth;
                        for (int i = 0; i < mode.pixelBytes(); i++) {
                            pages.put(to++, x < columns && y < rows ? at(x, y, i) : 0);
                        }
                    }
                }
            }
        }
    }
}
