package org.entrepot.core.internal.buffer;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Proposal;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.core.internal.selection.PlacementCheck;

/**
 * What binds a buffer to one device: the mapping type agreed on, and one shared mapping for each direction. Lives as long as the
 * buffer, so that attaching again costs nothing. Mappings change under the buffer's reservation.
 */
final class DeviceLink {
    private final Buffer buffer;
    private final Device device;
    private final Orientation orientation;
    private final Layout layout;
    private final Route route;
    private final List<Proposal> negotiation;
    private final AtomicInteger attachments = new AtomicInteger();
    private final Map<Direction, SharedMapping> mappings = new EnumMap<>(Direction.class);

    private DeviceLink(Buffer buffer, Participant participant, Negotiation negotiation) {
        this.buffer = buffer;
        this.device = participant.device();
        this.orientation = participant.orientation();
        this.layout = buffer.birth().layout() instanceof ImageLayout image
                ? image.seen(orientation)
                : buffer.birth().layout();
        this.route = negotiation.agree();
        this.negotiation = negotiation.proposals();
    }

    /**
     * Checks that the device can use the memory as it is, and agrees on a mapping type.
     *
     * @throws EntrepotException with {@link Reason#BUSY} if not: the memory is placed already, where the device cannot use it
     */
    static DeviceLink negotiate(Buffer buffer, Participant late) {
        PlacementCheck.Placed placed = buffer.birth().placed();
        Participant participant = placed.form(late);
        List<Refusal> misfits = placed.misfits(participant);
        if (!misfits.isEmpty()) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "memory that is placed suits a device that joins: device=" + participant.name() + " buffer="
                            + buffer.id() + " in " + buffer.birth().backend().name() + ", " + misfits.get(0)
                            + "; name the device in the allocation request");
        }
        return new DeviceLink(buffer, participant, new Negotiation(buffer, participant));
    }

    /** Whether this is the device, it is still here, and its mapper too. */
    boolean isUsableFor(Device candidate) {
        return device == candidate && route.isOpen();
    }

    Device device() {
        return device;
    }

    Orientation orientation() {
        return orientation;
    }

    /** The buffer's layout as the device sees it. */
    Layout layout() {
        return layout;
    }

    MappingType mappingType() {
        return route.type();
    }

    String mapper() {
        return route.mapper();
    }

    /** How the mapping type was agreed on. */
    List<Proposal> negotiation() {
        return negotiation;
    }

    Buffer buffer() {
        return buffer;
    }

    void attached() {
        attachments.incrementAndGet();
        device.attachments().incrementAndGet();
    }

    void detached() {
        if (attachments.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            device.attachments().decrementAndGet();
        }
    }

    boolean isAttached() {
        return attachments.get() > 0;
    }

    /** Maps, or shares the mapping that is there. The caller holds a reference to the buffer. */
    SharedMapping map(Direction direction) {
        if (!device.leases().tryTake()) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a device maps while it is here: device=" + device.name() + "; attach it when it is back");
        }
        buffer.links().reservation().lock();
        try {
            checkLive();
            SharedMapping known = mappings.get(direction);
            if (known == null) {
                known = new SharedMapping(direction, route.map(direction));
                mappings.put(direction, known);
            }
            known.share();
            return known;
        } finally {
            buffer.links().reservation().unlock();
            device.leases().giveBack();
        }
    }

    /** A buffer whose owner's bundle stopped ends under the hands of who uses it: what is mapped then would never be unmapped. */
    private void checkLive() {
        if (!buffer.isLive()) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a buffer is mapped while it lives: buffer=" + buffer.id() + " device=" + device.name()
                            + "; its owner's bundle stopped, allocate another");
        }
    }

    /** Gives a share of a mapping back; the last unmaps. A mapping that the buffer's end took away is gone already. */
    void unmap(SharedMapping mapping) {
        buffer.links().reservation().lock();
        try {
            if (mappings.get(mapping.direction()) == mapping && mapping.unshare()) {
                mappings.remove(mapping.direction());
                closeContained(mapping);
            }
        } finally {
            buffer.links().reservation().unlock();
        }
    }

    /** Unmaps everything at the end of the buffer. */
    void close() {
        buffer.links().reservation().lock();
        try {
            mappings.values().forEach(this::closeContained);
            mappings.clear();
            device.attachments().addAndGet(-attachments.getAndSet(0));
        } finally {
            buffer.links().reservation().unlock();
        }
    }

    private void closeContained(SharedMapping mapping) {
        try {
            mapping.close();
        } catch (EntrepotException e) {
            buffer.failed(e);
        }
    }

    AttachmentStatus status() {
        buffer.links().reservation().lock();
        try {
            int open =
                    mappings.values().stream().mapToInt(SharedMapping::shares).sum();
            int segments = mappings.values().stream()
                    .mapToInt(mapping -> mapping.segments().size())
                    .max()
                    .orElse(0);
            return new AttachmentStatus(
                    device.name(), orientation, mappingType(), mapper(), negotiation, open, segments);
        } finally {
            buffer.links().reservation().unlock();
        }
    }
}
