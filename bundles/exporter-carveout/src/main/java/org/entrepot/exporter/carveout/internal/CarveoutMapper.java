package org.entrepot.exporter.carveout.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Match;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;

/**
 * Shows memory of a carve-out to a device where it is on the bus: for a device that takes no address from others. Nothing is
 * lifted.
 */
final class CarveoutMapper implements PrivateMapper {
    private final String name;
    private final Reach reach;
    private final Segment place;

    CarveoutMapper(String name, Reach reach, Segment place) {
        this.name = name;
        this.reach = reach;
        this.place = place;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
        return orientation == Orientation.ROTATE_0 && reach.includes(device) && keep(constraints, cut(constraints))
                ? Match.YES
                : Match.TRY_NEXT;
    }

    @Override
    public DeviceAddresses map(PrivateMapRequest request) {
        if (match(request.device(), request.constraints(), request.orientation()) != Match.YES) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "memory of a carve-out is mapped where it is: heap=" + name + " place=" + place + " device="
                            + request.device().name() + " bus="
                            + request.device().bus() + " orientation="
                            + request.orientation() + " constraints=" + request.constraints()
                            + "; name the device in the allocation request");
        }
        return reach.bus().reach(request.device(), request.direction(), cut(request.constraints()));
    }

    private boolean keep(Constraints limits, List<Segment> segments) {
        return segments.size() <= limits.maxSegments()
                && Long.compareUnsigned(place.lastAddress(), limits.highestAddress()) <= 0
                && segments.stream()
                        .allMatch(part -> Long.remainderUnsigned(part.address(), limits.addressAlignment()) == 0);
    }

    /** The place in segments as long as the device takes them, none across a boundary. */
    private List<Segment> cut(Constraints limits) {
        List<Segment> parts = new ArrayList<>();
        for (long done = 0; done < place.length(); ) {
            long address = place.address() + done;
            long part = limits.segment(address, place.length() - done);
            parts.add(new Segment(address, part));
            done += part;
        }
        return parts;
    }

    /**
     * Which devices reach a range of the bus as it is.
     *
     * @param bus that both sit on
     * @param range the addresses
     */
    record Reach(DeviceBus bus, Segment range) {
        /**
         * Whether a device does. One behind an I/O MMU only where the I/O MMU gives the same addresses to no device, not even to
         * one of the shortest reach.
         */
        boolean includes(DeviceDescription device) {
            return bus.carries(device)
                    && (device.bus().equals(DeviceBus.DIRECT)
                            || bus.reservedRegions(PageFrames.PAGE_SHIFT).stream()
                                    .map(region -> new Segment(region.address(), region.bytes()))
                                    .anyMatch(this::isWithin));
        }

        private boolean isWithin(Segment region) {
            return Long.compareUnsigned(region.address(), range.address()) <= 0
                    && Long.compareUnsigned(range.lastAddress(), region.lastAddress()) <= 0;
        }
    }
}
