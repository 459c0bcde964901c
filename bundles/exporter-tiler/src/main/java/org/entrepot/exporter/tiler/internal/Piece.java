package org.entrepot.exporter.tiler.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Orientation;
import org.entrepot.api.Segment;

/** Bytes of a buffer that have an area of their own: a plane of an image, or bytes that are in no plane. */
sealed interface Piece {
    /** Where it is in the container. */
    Area area();

    /** Its first byte in the buffer. */
    int offset();

    /** Its bytes in the buffer. */
    int bytes();

    /** Rows of slots of which the CPU's copy is kept apart. */
    int bands();

    /** What devices wrote. */
    Written written();

    /** The addresses of its bytes in the order in which a device sees them. */
    List<Segment> seen(Orientation orientation);

    /** A page of the area, for the look-up table. */
    int bandOf(int page);

    /** The first byte of its first page among the memory's pages. */
    int base();

    /**
     * A plane of an image.
     *
     * @param area a rectangle
     * @param plane how it lies in pages and in rows
     * @param written what devices wrote
     */
    record OfImage(Area.Rectangle area, TiledPlane plane, Written written) implements Piece {
        @Override
        public int offset() {
            return plane.offset();
        }

        @Override
        public int bytes() {
            return plane.stride() * plane.rows();
        }

        @Override
        public int bands() {
            return plane.bands();
        }

        @Override
        public int bandOf(int page) {
            return page / area.width();
        }

        @Override
        public int base() {
            return plane.base();
        }

        /**
         * {@inheritDoc} One for each row: from the pixel that comes first in what the device sees, padding included, down the
         * view's pitch.
         */
        @Override
        public List<Segment> seen(Orientation orientation) {
            int lastColumn = plane.columns() - 1;
            int lastRow = plane.rows() - 1;
            int x = area.x() + (orientation.reversesColumns() ? lastColumn : 0);
            int y = area.y() + (orientation.reversesRows() ? lastRow : 0);
            long first = Aperture.address(area.mode(), orientation, x, y);
            long pitch = TilerAddressLayout.pitch(area.mode(), TilerAddressLayout.view(orientation));
            int seenRows = orientation.swapsAxes() ? plane.columns() : plane.rows();
            List<Segment> rows = new ArrayList<>(seenRows);
            for (int row = 0; row < seenRows; row++) {
                rows.add(new Segment(first + row * pitch, bytes() / seenRows));
            }
            return rows;
        }
    }

    /**
     * Plain bytes.
     *
     * @param area a run
     * @param offset first byte in the buffer
     * @param bytes in the buffer
     * @param base first byte among the memory's pages
     * @param written what devices wrote
     */
    record Plain(Area.Run area, int offset, int bytes, int base, Written written) implements Piece {
        @Override
        public int bands() {
            return 1;
        }

        @Override
        public int bandOf(int page) {
            return 0;
        }

        @Override
        public List<Segment> seen(Orientation orientation) {
            int column = area.first() % SlotMap.COLUMNS;
            int row = area.first() / SlotMap.COLUMNS;
            return List.of(new Segment(Aperture.address(Mode.PAGE, Orientation.ROTATE_0, column, row), bytes));
        }
    }
}
