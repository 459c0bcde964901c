package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Through windows of the container, as {@code omap_gem_fault_2d} lets user space in.
 *
 * @param windows of the heap, which its buffers take from each other
 * @param tiles the pages
 */
record WindowDoor(CpuWindows windows, ByteBuffer tiles) implements CpuDoor {
    @Override
    public void read(Piece.OfImage piece, int band, ByteBuffer linear) {
        TiledPlane plane = piece.plane();
        for (int from = 0; from < plane.stride(); from += CpuWindows.WIDTH_BYTES) {
            int length = Math.min(CpuWindows.WIDTH_BYTES, plane.stride() - from);
            windows.read(new CpuWindows.Part(piece, tiles, band, from / CpuWindows.WIDTH_BYTES), length, linear);
        }
    }

    @Override
    public void write(Piece.OfImage piece, int row, int from, int length, ByteBuffer linear) {
        int band = row / piece.plane().mode().slotHeight();
        for (int done = 0; done < length; ) {
            int at = from + done;
            int part = Math.min(CpuWindows.WIDTH_BYTES - at % CpuWindows.WIDTH_BYTES, length - done);
            windows.write(new CpuWindows.Part(piece, tiles, band, at / CpuWindows.WIDTH_BYTES), row, at, part, linear);
            done += part;
        }
    }

    @Override
    public void forget(List<Piece> pieces) {
        windows.forget(pieces);
    }
}
