package org.entrepot.emulation.internal.device;

import java.util.List;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Plane;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;

/** An image in memory as a device sees it: rows of planes, wherever in the segments they lie. For use by one thread. */
final class ImageWindow {
    private final DmaPort port;
    private final ImageLayout layout;
    private final List<Segment> segments;
    private int segment;
    private long segmentStart;

    /**
     * Looks at an image.
     *
     * @throws IllegalArgumentException if the mapping is too small for the layout
     */
    ImageWindow(DmaPort port, DeviceMapping mapping, ImageLayout layout) {
        if (layout.bytes() > mapping.size()) {
            throw new IllegalArgumentException("an image fits into its buffer: image=" + layout.bytes() + " buffer="
                    + mapping.size() + "; use the buffer's own layout");
        }
        this.port = port;
        this.layout = layout;
        this.segments = mapping.segments();
    }

    /** Moves part of a row between the device and one address. */
    private interface Transfer {
        void at(long address, byte[] row, int offset, int length);
    }

    /** Reads the visible bytes of a row into the beginning of an array. */
    void readRow(int plane, int row, byte[] target, int offset) {
        move(plane, row, target, offset, port::read);
    }

    /** Writes the visible bytes of a row from an array. */
    void writeRow(int plane, int row, byte[] source, int offset) {
        move(plane, row, source, offset, port::write);
    }

    /** The visible bytes of a row of a plane. */
    int rowBytes(int plane) {
        return layout.format().rowBytes(plane, layout.width());
    }

    /** The visible rows of a plane. */
    int rows(int plane) {
        return layout.format().rows(plane, layout.height());
    }

    /** Reads a plane's visible bytes, row after row. */
    void readPlane(int plane, byte[] target) {
        for (int row = 0; row < rows(plane); row++) {
            readRow(plane, row, target, row * rowBytes(plane));
        }
    }

    /** Writes a plane's visible bytes, row after row. */
    void writePlane(int plane, byte[] source) {
        for (int row = 0; row < rows(plane); row++) {
            writeRow(plane, row, source, row * rowBytes(plane));
        }
    }

    private void move(int plane, int row, byte[] bytes, int offset, Transfer transfer) {
        Plane place = layout.planes().get(plane);
        long position = place.offset() + (long) row * place.stride();
        int left = rowBytes(plane);
        int done = 0;
        while (left > 0) {
            Segment here = seek(position);
            long within = position - segmentStart;
            int part = (int) Math.min(left, here.length() - within);
            transfer.at(here.address() + within, bytes, offset + done, part);
            position += part;
            done += part;
            left -= part;
        }
    }

    /** The segment of a position in the buffer: mostly the same as before, or its neighbour. */
    private Segment seek(long position) {
        if (position < segmentStart) {
            segment = 0;
            segmentStart = 0;
        }
        while (position >= segmentStart + segments.get(segment).length()) {
            segmentStart += segments.get(segment).length();
            segment++;
        }
        return segments.get(segment);
    }
}
