package org.entrepot.exporter.tiler.internal;

/**
 * The part of an access that stays in one slot: pixels of a row, or of a column, forwards or backwards.
 *
 * @param mode of the access
 * @param view bits S, Y, X
 * @param x column in the slot of the first pixel
 * @param y row in the slot of the first pixel
 * @param inPixel first byte of that pixel
 * @param length bytes
 */
record Strip(Mode mode, int view, int x, int y, int inPixel, int length) {
    /**
     * The part of an access that stays in the slot of its first address.
     *
     * @param address as {@link TilerAddressLayout} has it
     * @param wanted bytes
     */
    static Strip at(long address, int wanted) {
        Mode mode = TilerAddressLayout.mode(address);
        int view = TilerAddressLayout.view(address);
        int x = TilerAddressLayout.x(address) & (mode.slotWidth() - 1);
        int y = TilerAddressLayout.y(address) & (mode.slotHeight() - 1);
        int inPixel = (int) address & (mode.pixelBytes() - 1);
        int here = TilerAddressLayout.swaps(view) ? y : x;
        int extent = TilerAddressLayout.swaps(view) ? mode.slotHeight() : mode.slotWidth();
        int pixels = TilerAddressLayout.runsBackwards(view) ? here + 1 : extent - here;
        return new Strip(mode, view, x, y, inPixel, Math.min(wanted, (pixels << mode.pixelShift()) - inPixel));
    }

    /** Moves the bytes; answers how many. */
    int move(Page page, byte[] bytes, int at, Page.Copy copy) {
        if (mode == Mode.PAGE) {
            copy.move(page, inPixel, bytes, at, length);
        } else if (TilerAddressLayout.swaps(view)) {
            moveColumn(page, bytes, at, copy);
        } else if (TilerAddressLayout.runsBackwards(view)) {
            moveBackwards(page, bytes, at, copy);
        } else {
            moveRow(page, bytes, at, copy);
        }
        return length;
    }

    /** Along a row: what a sub-tile has of it lies together. */
    private void moveRow(Page page, byte[] bytes, int at, Page.Copy copy) {
        SlotLayout layout = SlotLayout.of(mode);
        int first = (x << mode.pixelShift()) + inPixel;
        int row = layout.row(y);
        int run = layout.runBytes();
        for (int done = 0; done < length; ) {
            int here = first + done;
            int part = Math.min(run - (here & (run - 1)), length - done);
            copy.move(page, row + layout.byteInRow(here), bytes, at + done, part);
            done += part;
        }
    }

    private void moveBackwards(Page page, byte[] bytes, int at, Page.Copy copy) {
        SlotLayout layout = SlotLayout.of(mode);
        int row = layout.row(y);
        for (int done = 0; done < length; ) {
            int inside = inPixel + done;
            int part = part(inside, done);
            int offset = row + layout.column(x - (inside >> mode.pixelShift()));
            copy.move(page, offset + (inside & (mode.pixelBytes() - 1)), bytes, at + done, part);
            done += part;
        }
    }

    private void moveColumn(Page page, byte[] bytes, int at, Page.Copy copy) {
        SlotLayout layout = SlotLayout.of(mode);
        int column = layout.column(x);
        int step = TilerAddressLayout.runsBackwards(view) ? -1 : 1;
        for (int done = 0; done < length; ) {
            int inside = inPixel + done;
            int part = part(inside, done);
            int offset = column + layout.row(y + step * (inside >> mode.pixelShift()));
            copy.move(page, offset + (inside & (mode.pixelBytes() - 1)), bytes, at + done, part);
            done += part;
        }
    }

    /** What is left of the pixel, or of the access. */
    private int part(int inside, int done) {
        return Math.min(mode.pixelBytes() - (inside & (mode.pixelBytes() - 1)), length - done);
    }
}
