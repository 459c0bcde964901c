package org.entrepot.device.vfio.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Segment;
import org.entrepot.linux.VfioDevice;
import org.entrepot.spi.DeviceAddresses;

/** Addresses that a device reaches memory by, until they are closed. */
final class VfioAddresses implements DeviceAddresses {
    private final VfioDevice device;
    private final List<Segment> segments;
    private final long bytes;
    private final Runnable unmapped;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * What was mapped.
     *
     * @param segments of one run
     * @param bytes of the run
     * @param unmapped run once the device no longer reaches them
     */
    VfioAddresses(VfioDevice device, List<Segment> segments, long bytes, Runnable unmapped) {
        this.device = device;
        this.segments = segments;
        this.bytes = bytes;
        this.unmapped = unmapped;
    }

    @Override
    public List<Segment> segments() {
        return segments;
    }

    /** Addresses of which the kernel does not say that they are unmapped are never given again. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            device.unmap(segments.get(0).address(), bytes);
            unmapped.run();
        }
    }
}
