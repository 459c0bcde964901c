package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Straight to the pages, past the unit: what the original never had. For use by one thread at a time. */
final class StraightDoor implements CpuDoor {
    private final ByteBuffer tiles;
    private @Nullable Tiling last;

    /**
     * A door to pages.
     *
     * @param tiles the pages
     */
    StraightDoor(ByteBuffer tiles) {
        this.tiles = tiles;
    }

    @Override
    public void read(Piece.OfImage piece, int band, ByteBuffer linear) {
        if (Tiling.isFast(piece.plane())) {
            tiling(piece.plane(), linear).band(band);
        } else {
            Runs.of(piece, band, (tile, at, length) -> linear.put(at, tiles, tile, length));
        }
    }

    /** The buffers of a plane are the same from one row of slots to the next. */
    private Tiling tiling(TiledPlane plane, ByteBuffer linear) {
        Tiling known = last;
        if (known == null || !known.isOf(plane)) {
            known = new Tiling(plane, tiles, linear);
            last = known;
        }
        return known;
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
