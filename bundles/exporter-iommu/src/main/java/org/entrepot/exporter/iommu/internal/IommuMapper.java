package org.entrepot.exporter.iommu.internal;

import java.util.List;
import java.util.function.Predicate;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * Shows scattered memory as one run of addresses, as {@code iommu_dma_map_sg} does: what {@link IommuUnit} translates. Lifts
 * contiguity, reach and alignment up to what the address space and the device's segments hold.
 */
final class IommuMapper implements Mapper {
    private final String name;
    private final IommuUnit unit;
    private final Predicate<List<PageRun>> ownFrames;

    /**
     * Maps through a unit.
     *
     * @param ownFrames tells the frames that are given back through the unit's queue
     */
    IommuMapper(String name, IommuUnit unit, Predicate<List<PageRun>> ownFrames) {
        this.name = name;
        this.unit = unit;
        this.ownFrames = ownFrames;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return device.bus().equals(DeviceBus.BEHIND_IOMMU);
    }

    @Override
    public Constraints lift(Constraints constraints) {
        SegmentRule rule = SegmentRule.of(constraints);
        return constraints.toBuilder()
                .addressBits(Long.SIZE)
                .addressAlignment(1)
                .maxSegments(Integer.MAX_VALUE)
                .maxSegmentSize(Long.MAX_VALUE)
                .segmentBoundary(0)
                .maxSize(Math.max(
                        1, Math.min(constraints.maxSize(), Math.min(room(rule, constraints), rule.capacity()))))
                .build();
    }

    /** How many bytes a mapping can have in an address space that is empty. */
    private long room(SegmentRule rule, Constraints constraints) {
        return unit.longest(rule.alignment() >> PageFrames.PAGE_SHIFT, constraints.addressBits())
                << PageFrames.PAGE_SHIFT;
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        return Places.match(cookie);
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        List<PageRun> runs = Places.of(request, name);
        if (!unit.tenancy().tryEnter()) {
            throw new EntrepotException(
                    Reason.GONE, "a mapper serves until it leaves: mapper=" + name + "; attach the device again");
        }
        try {
            return map(request, runs);
        } catch (RuntimeException e) {
            unit.tenancy().leave();
            throw e;
        }
    }

    private DeviceAddresses map(MapRequest request, List<PageRun> runs) {
        SegmentRule rule = SegmentRule.of(request.constraints());
        Domain domain = unit.domain(request.device().name());
        unit.reserve(domain, request.constraints().addressBits());
        long pages = request.bytes() >> PageFrames.PAGE_SHIFT;
        long page = take(domain, pages, rule, request);
        try {
            List<Segment> segments = rule.cut(page << PageFrames.PAGE_SHIFT, request, name);
            domain.map(page, pages, runs, request.direction());
            return new MappedRange(unit, domain, new MappedRange.Extent(page, pages, ownFrames.test(runs)), segments);
        } catch (RuntimeException e) {
            domain.space().give(page, pages);
            throw e;
        }
    }

    private long take(Domain domain, long pages, SegmentRule rule, MapRequest request) {
        long alignment = rule.alignment() >> PageFrames.PAGE_SHIFT;
        int addressBits = request.constraints().addressBits();
        long page = domain.space().take(pages, alignment, addressBits);
        if (page == 0) {
            unit.queue().flush();
            page = domain.space().take(pages, alignment, addressBits);
        }
        if (page == 0) {
            throw noRoom(domain, request, room(rule, request.constraints()));
        }
        return page;
    }

    private EntrepotException noRoom(Domain domain, MapRequest request, long room) {
        long mapped = domain.entries().pages() << PageFrames.PAGE_SHIFT;
        boolean never = request.bytes() > room || mapped == 0;
        return new EntrepotException(
                never ? Reason.REFUSED : Reason.OUT_OF_MEMORY,
                "a device's address space has room: device=" + domain.device() + " mapper=" + name + " bytes="
                        + request.bytes() + " addressBits="
                        + request.constraints().addressBits() + " mapped="
                        + (domain.entries().pages() << PageFrames.PAGE_SHIFT) + " largest=" + room
                        + (never ? "; use smaller buffers" : "; unmap buffers"));
    }

    @Override
    public List<DmaFault> faults() {
        return unit.faults();
    }
}
