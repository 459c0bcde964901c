package org.entrepot.device.vfio.internal;

import java.util.List;
import java.util.OptionalLong;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.linux.VfioDevice;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;

/**
 * The I/O MMU before one device: memory of this process becomes one run of the device's addresses, within its reach and within
 * what the I/O MMU translates. Lifts contiguity, reach and alignment; what stays is that a buffer fits into the device's
 * addresses.
 */
final class VfioMapper implements Mapper {
    private static final long HUGE_PAGE = 2L << 20;

    private final String name;
    private final VfioImporter importer;
    private final VfioDevice device;
    private final DeviceFaults faults;
    private final IovaRoom room;

    /**
     * Maps for one device.
     *
     * @param importer that stands for it
     * @param device its way to the I/O MMU
     * @param faults of the device
     */
    VfioMapper(VfioImporter importer, VfioDevice device, DeviceFaults faults) {
        this.name = "vfio-" + importer.description().name();
        this.importer = importer;
        this.device = device;
        this.faults = faults;
        this.room = new IovaRoom(device.valid());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean serves(DeviceDescription other) {
        return other.bus().equals(importer.description().bus());
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return constraints.toBuilder()
                .addressBits(Long.SIZE)
                .addressAlignment(1)
                .maxSegments(Integer.MAX_VALUE)
                .maxSegmentSize(Long.MAX_VALUE)
                .segmentBoundary(0)
                .maxSize(Math.max(1, Math.min(constraints.maxSize(), largest(constraints))))
                .build();
    }

    /** What fits into the device's reach, in as many segments as it takes, each as long as it may be. */
    private long largest(Constraints constraints) {
        long longest = constraints.segmentBoundary() == 0
                ? constraints.maxSegmentSize()
                : Math.min(constraints.maxSegmentSize(), constraints.segmentBoundary());
        long segment = longest & -PageFrames.PAGE_SIZE;
        boolean unlimited = segment > Long.MAX_VALUE / constraints.maxSegments();
        long segments = unlimited ? Long.MAX_VALUE : segment * constraints.maxSegments();
        return Math.min(segments, room.largest(constraints.highestAddress()));
    }

    @Override
    public Match match(DeviceDescription wanting, MemoryCookie cookie) {
        return importer.mappingTypes().contains(cookie.type()) && cookie instanceof MemoryCookie.ProcessAddresses
                ? Match.YES
                : Match.TRY_NEXT;
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        MemoryCookie.ProcessAddresses memory = checked(request);
        long iova = take(request);
        try {
            List<Segment> segments = Segments.cut(iova, request, name);
            device.map(iova, memory.address(), request.bytes(), request.direction());
            return new VfioAddresses(device, segments, request.bytes(), () -> room.give(iova));
        } catch (RuntimeException e) {
            room.give(iova);
            throw e;
        }
    }

    private MemoryCookie.ProcessAddresses checked(MapRequest request) {
        if (match(request.device(), request.cookie()) == Match.YES
                && request.cookie() instanceof MemoryCookie.ProcessAddresses memory
                && memory.bytes() == request.bytes()) {
            return memory;
        }
        throw new EntrepotException(
                Reason.REFUSED,
                "memory of a device in user space is of its mapping types, whole: device="
                        + request.device().name() + " mapper=" + name + " types=" + importer.mappingTypes() + " type="
                        + request.cookie().type() + " bytes=" + request.bytes() + "; see dma:devices");
    }

    private long take(MapRequest request) {
        Constraints limits = request.constraints();
        long highest = limits.highestAddress();
        OptionalLong huge = request.bytes() < HUGE_PAGE
                ? OptionalLong.empty()
                : room.take(request.bytes(), Segments.alignment(limits, HUGE_PAGE), highest);
        OptionalLong taken = huge.isPresent() ? huge : room.take(request.bytes(), Segments.alignment(limits), highest);
        return taken.orElseThrow(() -> new EntrepotException(
                Reason.OUT_OF_MEMORY,
                "a device's address space has room: device="
                        + request.device().name() + " mapper=" + name + " bytes=" + request.bytes() + " reach="
                        + limits.reach() + " mappings=" + room.size() + "; unmap buffers"));
    }

    @Override
    public List<DmaFault> faults() {
        return faults.last();
    }
}
