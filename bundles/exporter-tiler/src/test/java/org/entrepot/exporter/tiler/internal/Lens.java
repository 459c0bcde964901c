package org.entrepot.exporter.tiler.internal;

import java.util.List;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Plane;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;

/** An image as a device goes through it: sample by sample, wherever in its segments each lies. */
final class Lens {
    private final DmaPort port;
    private final ImageLayout layout;
    private final List<Segment> segments;

    Lens(DmaPort port, ImageLayout seen, List<Segment> segments) {
        this.port = port;
        this.layout = seen;
        this.segments = segments;
    }

    byte[] read(int plane, int x, int y) {
        byte[] sample = new byte[layout.format().sampleBytes(plane)];
        port.read(address(plane, x, y), sample, 0, sample.length);
        return sample;
    }

    void write(int plane, int x, int y, byte[] sample) {
        port.write(address(plane, x, y), sample, 0, sample.length);
    }

    private long address(int index, int x, int y) {
        Plane plane = layout.planes().get(index);
        long position = plane.offset()
                + (long) y * plane.stride()
                + (long) x * layout.format().sampleBytes(index);
        for (Segment segment : segments) {
            if (position < segment.length()) {
                return segment.address() + position;
            }
            position -= segment.length();
        }
        throw new IllegalArgumentException("a sample lies in the segments: plane=" + index + " x=" + x + " y=" + y);
    }
}
