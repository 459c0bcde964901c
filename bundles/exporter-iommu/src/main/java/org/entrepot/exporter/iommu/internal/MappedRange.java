package org.entrepot.exporter.iommu.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;

/** A range of a device's addresses that leads to memory. */
final class MappedRange implements DeviceAddresses {
    private final IommuUnit unit;
    private final Domain domain;
    private final Extent extent;
    private final List<Segment> segments;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * Where it is.
     *
     * @param page its first page
     * @param pages how many it has
     * @param canWait whether the page frames behind it are given back through the unit's queue, so that the device may reach
     *     them until the next flush
     */
    record Extent(long page, long pages, boolean canWait) {}

    MappedRange(IommuUnit unit, Domain domain, Extent extent, List<Segment> segments) {
        this.unit = unit;
        this.domain = domain;
        this.extent = extent;
        this.segments = segments;
    }

    @Override
    public List<Segment> segments() {
        return segments;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            domain.unmap(extent.page(), extent.pages());
            if (!extent.canWait() || !unit.queue().tryAdd(domain, this::release)) {
                domain.invalidate(extent.page(), extent.pages());
                release();
            }
        }
    }

    private void release() {
        domain.space().give(extent.page(), extent.pages());
        unit.tenancy().leave();
    }
}
