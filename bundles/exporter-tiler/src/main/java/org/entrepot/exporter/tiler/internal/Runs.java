package org.entrepot.exporter.tiler.internal;

/** Goes through a row of slots byte run by byte run: what lies together in tiles and in rows. */
final class Runs {
    private Runs() {}

    /** Told of a run. */
    @FunctionalInterface
    interface Visitor {
        /**
         * A run.
         *
         * @param tile first byte among the memory's pages
         * @param linear first byte in the buffer of rows
         * @param length bytes
         */
        void run(int tile, int linear, int length);
    }

    /** Goes through a row of slots. */
    static void of(Piece piece, int band, Visitor visitor) {
        if (piece instanceof Piece.OfImage image) {
            TiledPlane plane = image.plane();
            SlotLayout layout = SlotLayout.of(plane.mode());
            for (int row = 0; row < plane.rowsOf(band); row++) {
                row(plane, band, layout.row(row), plane.offsetOf(band) + row * plane.stride(), visitor);
            }
        } else {
            visitor.run(piece.base(), piece.offset(), piece.bytes());
        }
    }

    private static void row(TiledPlane plane, int band, int inSlot, int linear, Visitor visitor) {
        SlotLayout layout = SlotLayout.of(plane.mode());
        int slotRow = plane.mode().slotRowBytes();
        for (int at = 0; at < plane.stride(); at += layout.runBytes()) {
            int page = plane.page(band, at / slotRow);
            int length = Math.min(layout.runBytes(), plane.stride() - at);
            visitor.run(page + inSlot + layout.byteInRow(at % slotRow), linear + at, length);
        }
    }

    /** The first byte of a row of slots in the buffer of rows. */
    static int offset(Piece piece, int band) {
        return piece instanceof Piece.OfImage image ? image.plane().offsetOf(band) : piece.offset();
    }

    /** The bytes of a row of slots in the buffer of rows. */
    static int bytes(Piece piece, int band) {
        return piece instanceof Piece.OfImage image ? image.plane().bytesOf(band) : piece.bytes();
    }
}
