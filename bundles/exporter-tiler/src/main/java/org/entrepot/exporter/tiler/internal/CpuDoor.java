package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.List;

/** How the CPU gets at the tiles of one buffer's planes. */
interface CpuDoor {
    /**
     * Copies a row of slots out of its tiles.
     *
     * @param linear the buffer of rows
     */
    void read(Piece.OfImage piece, int band, ByteBuffer linear);

    /**
     * Copies part of a pixel row into tiles.
     *
     * @param row of pixels in the plane
     * @param from first byte in the row
     * @param length bytes
     * @param linear the buffer of rows
     */
    void write(Piece.OfImage piece, int row, int from, int length, ByteBuffer linear);

    /** Lets go of the buffer. */
    default void forget(List<Piece> pieces) {}
}
