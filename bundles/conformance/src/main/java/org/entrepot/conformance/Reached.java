package org.entrepot.conformance;

import java.util.List;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;

/** Mapped memory as a device reaches it: by the offset of a byte, through the segment that the byte is in. */
final class Reached implements AutoCloseable {
    private final DeviceProbe probe;
    private final DeviceAddresses addresses;
    private final List<Segment> segments;

    Reached(DeviceProbe probe, DeviceAddresses addresses) {
        this.probe = probe;
        this.addresses = addresses;
        this.segments = List.copyOf(addresses.segments());
    }

    List<Segment> segments() {
        return segments;
    }

    /** The device address of a byte. */
    long address(long offset) {
        long left = offset;
        for (Segment segment : segments) {
            if (left < segment.length()) {
                return segment.address() + left;
            }
            left -= segment.length();
        }
        throw new AssertionError("the segments cover the memory: offset=" + offset + " segments=" + segments);
    }

    boolean writes(long offset, byte... bytes) {
        return probe.writes(address(offset), bytes);
    }

    /** What the device reads at an offset, or -1 for a fault. */
    int reads(long offset) {
        byte[] one = new byte[1];
        return probe.reads(address(offset), one) ? one[0] & 0xff : -1;
    }

    @Override
    public void close() {
        addresses.close();
    }
}
