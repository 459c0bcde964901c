package org.entrepot.exporter.tiler.internal;

/**
 * How a plane of an image lies in pages: slots of a rectangle row by row, a page each.
 *
 * @param mode of its samples
 * @param width slots of a row
 * @param base first byte of the first page among the memory's pages
 * @param offset first byte of the plane in a buffer of rows
 * @param stride bytes from one row to the next in that buffer, whole samples
 * @param rows rows, padding included
 */
public record TiledPlane(Mode mode, int width, int base, int offset, int stride, int rows) {
    /** Checks that the rows fit into the slots. */
    public TiledPlane {
        if (mode == Mode.PAGE
                || stride <= 0
                || stride % mode.pixelBytes() != 0
                || stride > width * mode.slotRowBytes()) {
            throw new IllegalArgumentException("a plane's rows are whole samples within its slots: mode=" + mode
                    + " stride=" + stride + " slots=" + width);
        }
    }

    /** Samples of a row, padding included. */
    int columns() {
        return stride >> mode.pixelShift();
    }

    /** Rows of slots. */
    public int bands() {
        return (rows + mode.slotHeight() - 1) / mode.slotHeight();
    }

    /** Pages. */
    int pages() {
        return width * bands();
    }

    /** The first byte of a page. */
    int page(int band, int slot) {
        return base + (band * width + slot) * SlotLayout.SLOT_BYTES;
    }

    /** Rows of pixels in a row of slots: all but those of the last are whole. */
    int rowsOf(int band) {
        return Math.min(mode.slotHeight(), rows - band * mode.slotHeight());
    }

    /** The first byte of a row of slots in the buffer of rows. */
    int offsetOf(int band) {
        return offset + band * mode.slotHeight() * stride;
    }

    /** The bytes of a row of slots in the buffer of rows. */
    int bytesOf(int band) {
        return rowsOf(band) * stride;
    }
}
