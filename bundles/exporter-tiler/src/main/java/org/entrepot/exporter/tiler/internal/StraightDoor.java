package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;

/**
 * Straight to the pages, past the unit: what the original never had.
 *
 * @param tiles the pages
 */
record StraightDoor(ByteBuffer tiles) implements CpuDoor {
    @Override
    public void read(Piece.OfImage piece, int band, ByteBuffer linear) {
        if (Tiling.isFast(piece.plane())) {
            Tiling.toLinear(piece.plane(), band, tiles, linear);
        } else {
            Runs.of(piece, band, (tile, at, length) -> linear.put(at, tiles, tile, length));
        }
    }

    @Override
    public void write(Piece.OfImage piece, int row, int from, int length, ByteBuffer linear) {
        TiledPlane plane = piece.plane();
        SlotLayout layout = SlotLayout.of(plane.mode());
        int slotRow = plane.mode().slotRowBytes();
        int band = row / plane.mode().slotHeight();
        int inSlot = layout.row(row % plane.mode().slotHeight());
        for (int done = 0; done < length; ) {
            int at = from + done;
            int part = Math.min(layout.runBytes() - at % layout.runBytes(), length - done);
            int tile = plane.page(band, at / slotRow) + inSlot + layout.byteInRow(at % slotRow);
            tiles.put(tile, linear, plane.offset() + row * plane.stride() + at, part);
            done += part;
        }
    }
}
