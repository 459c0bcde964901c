package org.entrepot.emulation.internal.mapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.MappedAddresses;
import org.entrepot.emulation.internal.machine.Translation;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Shows scattered memory as one run of addresses within the device's reach, as {@code iommu_dma_map_sg} does. Lifts contiguity,
 * reach and alignment; what concerns the length of a segment stays, because a longer run has to be cut for the device.
 *
 * <p>This is what the machine does by itself, with an aperture of 256 MiB; a driver for its I/O MMU ranks higher, and when it
 * leaves, devices go on through this.
 */
@Component(property = Mapper.NAME_PROPERTY + "=" + IommuMapper.NAME)
public final class IommuMapper implements Mapper {
    static final String NAME = "iommu0";

    private static final long PAGE = 4096;

    private final EmulatedBus bus;
    private final Map<String, IovaSpace> spaces = new ConcurrentHashMap<>();

    /** Maps for the devices of the bus. */
    @Activate
    public IommuMapper(@Reference EmulatedBus bus) {
        this.bus = bus;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return device.bus().equals(EmulatedBus.BEHIND_IOMMU);
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return constraints.toBuilder()
                .addressBits(Long.SIZE)
                .addressAlignment(1)
                .maxSegments(Integer.MAX_VALUE)
                .maxSegmentSize(Long.MAX_VALUE)
                .segmentBoundary(0)
                .maxSize(Math.min(constraints.maxSize(), largest(constraints)))
                .build();
    }

    /** What fits into the device's reach, in as many segments as it takes, each as long as it may be; within the aperture. */
    private static long largest(Constraints constraints) {
        return Math.max(1, Math.min(EmulatedBus.apertureBytes(constraints.addressBits()), allSegments(constraints)));
    }

    private static long highest(Constraints constraints) {
        return 2 * EmulatedBus.apertureBytes(constraints.addressBits()) - 1;
    }

    private static long allSegments(Constraints constraints) {
        long longest = constraints.segmentBoundary() == 0
                ? constraints.maxSegmentSize()
                : Math.min(constraints.maxSegmentSize(), constraints.segmentBoundary());
        boolean unlimited = longest > Long.MAX_VALUE / constraints.maxSegments();
        return unlimited ? Long.MAX_VALUE : (longest & -PAGE) * constraints.maxSegments();
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        return PhysicalRuns.match(cookie);
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        List<PageRun> runs = PhysicalRuns.of(request, NAME);
        IovaSpace space = spaces.computeIfAbsent(
                request.device().name(),
                device -> new IovaSpace(
                        EmulatedBus.apertureBytes(request.constraints().addressBits())));
        long address = take(space, request);
        try {
            List<Segment> segments =
                    Runs.cut(new Translation(address, address, request.bytes()), request.constraints()).stream()
                            .map(part -> new Segment(part.address(), part.length()))
                            .toList();
            Limits.check(segments, request, NAME);
            return new MappedAddresses(
                    bus.translations(request.device().name()),
                    translations(address, runs),
                    request.direction(),
                    segments,
                    () -> space.give(address));
        } catch (EntrepotException e) {
            space.give(address);
            throw e;
        }
    }

    private static long take(IovaSpace space, MapRequest request) {
        Constraints limits = request.constraints();
        long alignment = limits.segmentBoundary() == 0 ? PAGE : limits.segmentBoundary();
        return space.take(request.bytes(), highest(limits), leastCommonMultiple(alignment, limits.addressAlignment()))
                .orElseThrow(() -> new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a device's address space has room: device="
                                + request.device().name() + " mapper=" + NAME
                                + " bytes=" + request.bytes() + " addressBits=" + limits.addressBits() + " mappings="
                                + space.size() + "; unmap buffers"));
    }

    private static long leastCommonMultiple(long a, long b) {
        long greatest = a;
        for (long rest = b; rest != 0; ) {
            long next = greatest % rest;
            greatest = rest;
            rest = next;
        }
        return Math.multiplyExact(a / greatest, b);
    }

    private static List<Translation> translations(long address, List<PageRun> runs) {
        List<Translation> entries = new ArrayList<>();
        long done = 0;
        for (PageRun run : runs) {
            entries.add(new Translation(address + done, run.address(), run.bytes()));
            done += run.bytes();
        }
        return entries;
    }

    @Override
    public List<DmaFault> faults() {
        return bus.faults(EmulatedBus.BEHIND_IOMMU);
    }
}
