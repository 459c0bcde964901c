package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Proposal;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.selection.Participant;
import org.jspecify.annotations.Nullable;

/**
 * What binds a buffer to one device: what it agreed on with the memory where the buffer is, and one shared mapping for each
 * direction. Lives on while nothing is attached, so that attaching again costs nothing, until the buffer ends or moves. Agreement
 * and mappings change under the buffer's reservation.
 */
final class DeviceLink {
    private static final int RETIRED = -1;

    private final Buffer buffer;
    private final Device device;
    private final Orientation orientation;
    private final Layout layout;
    private final AtomicInteger attachments = new AtomicInteger();
    private final Holds holds;
    /** What counts until there is an agreement, because there is no memory yet. */
    private volatile Explanation.@Nullable Route expected;

    private volatile @Nullable Agreement agreement;

    /** A link of a device that agreed on nothing yet. */
    DeviceLink(Buffer buffer, Device device, Orientation orientation) {
        this.buffer = buffer;
        this.device = device;
        this.orientation = orientation;
        this.holds = new Holds(device.name(), device.kind(), buffer::failed);
        this.layout = buffer.layout() instanceof ImageLayout image ? image.seen(orientation) : buffer.layout();
    }

    /** Expects a route to memory that is not there yet. */
    void expect(Explanation.Route route) {
        expected = route;
    }

    /** Gets to the buffer by this agreement from now on. */
    void agree(Agreement made) {
        agreement = made;
    }

    /** Whether this is the device, and what it agreed on, if anything, holds. */
    boolean isUsableFor(Device candidate) {
        return device == candidate && isSettled();
    }

    private boolean isSettled() {
        Agreement made = agreement;
        Placement now = buffer.placement();
        return made == null ? now == null : now != null && made.holds(now);
    }

    /** Whether it has a say in where the buffer is: its device and whoever maps for it are here. */
    boolean isHere() {
        return device.leases().granting() && isSettled();
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
        Agreement made = agreement;
        return made == null ? expected().mappingType() : made.route().type();
    }

    String mapper() {
        Agreement made = agreement;
        return made == null ? expected().mapper() : made.route().mapper();
    }

    private Explanation.Route expected() {
        Explanation.Route route = expected;
        return route == null
                ? new Explanation.Route(device.name(), device.mappingTypes().get(0), "none", 0)
                : route;
    }

    /** How the mapping type was agreed on; nothing while it is only expected. */
    List<Proposal> negotiation() {
        Agreement made = agreement;
        return made == null ? List.of() : made.negotiation();
    }

    Buffer buffer() {
        return buffer;
    }

    /** Counts an attachment, unless the link is retired. */
    boolean tryAttach() {
        int seen = attachments.get();
        while (seen != RETIRED) {
            int witness = attachments.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                device.attachments().incrementAndGet();
                return true;
            }
            seen = witness;
        }
        return false;
    }

    void detached() {
        if (attachments.getAndUpdate(count -> count > 0 ? count - 1 : count) > 0) {
            device.attachments().decrementAndGet();
        }
    }

    boolean isAttached() {
        return attachments.get() > 0;
    }

    /** Retires a link that nobody uses: nothing is attached or mapped by it, and nothing will be. For who holds the reservation. */
    boolean tryRetire() {
        return holds.isEmpty() && attachments.compareAndSet(0, RETIRED);
    }

    /** What the device has of the buffer. For who holds the reservation. */
    Holds holds() {
        return holds;
    }

    /** Pins the buffer where it is; a first use. */
    void pin() {
        buffer.links().reservation().lock();
        try {
            checkUsed();
            buffer.links().placed(CpuUse.NONE);
            holds.pin();
        } finally {
            buffer.links().reservation().unlock();
        }
    }

    void unpin() {
        buffer.links().reservation().lock();
        try {
            holds.unpin();
        } finally {
            buffer.links().reservation().unlock();
        }
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
            checkUsed();
            SharedMapping known = holds.mapping(direction).orElseGet(() -> open(direction));
            known.share();
            return known;
        } finally {
            buffer.links().reservation().unlock();
            device.leases().giveBack();
        }
    }

    /** Whoever detached, or let its mapping be taken, has no link any more: what it got by that one nobody would see. */
    private void checkUsed() {
        Ending.checkNotBegun(buffer, "device=" + device.name());
        if (attachments.get() == RETIRED) {
            throw elsewhere();
        }
    }

    private EntrepotException elsewhere() {
        return new EntrepotException(
                Reason.GONE,
                "a device maps memory that it agreed on: device=" + device.name() + " buffer=" + buffer.id()
                        + " is elsewhere now, or the device is detached; attach the device again");
    }

    /** Maps where the buffer is; a first use. Where whoever mapped for the device has left, another does that serves it by now. */
    private SharedMapping open(Direction direction) {
        Placement now = buffer.links().placed(CpuUse.NONE);
        Agreement made = agreement;
        if (made != null && made.placement() != now && !made.route().isOpen()) {
            made = renewed(now).orElse(null);
        }
        if (made == null || made.placement() != now) {
            throw elsewhere();
        }
        try {
            return opened(now, direction, made.route());
        } catch (EntrepotException e) {
            if (e.reason() != Reason.GONE || made.route().isOpen()) {
                throw e;
            }
            return opened(now, direction, renewed(now).orElseThrow(() -> e).route());
        }
    }

    private SharedMapping opened(Placement now, Direction direction, Route route) {
        SharedMapping opened = SharedMapping.open(now, direction, route, buffer.owner());
        holds.add(opened);
        return opened;
    }

    /** Agrees anew with the memory where the buffer is; nothing if whoever serves the device now cannot use that. */
    private Optional<Agreement> renewed(Placement now) {
        Participant self = new Company(buffer, buffer.surroundings(), List.of()).participant(this);
        Optional<Agreement> next = Fit.of(buffer, now, self).agreement();
        next.ifPresent(this::agree);
        return next;
    }

    /** Gives a share of a mapping back; the last unmaps. */
    void unmap(SharedMapping mapping) {
        buffer.links().reservation().lock();
        try {
            holds.unmap(mapping);
        } finally {
            buffer.links().reservation().unlock();
        }
    }

    /** Unmaps everything at the end of the buffer. For who holds the reservation. */
    void close() {
        holds.close();
        int open = attachments.getAndUpdate(count -> Math.min(count, 0));
        device.attachments().addAndGet(-Math.max(open, 0));
    }

    /** As an operator sees it: under no lock, for whoever has it may be inside a mapper that hangs. */
    AttachmentStatus status() {
        return new AttachmentStatus(
                device.name(), orientation, mappingType(), mapper(), negotiation(), holds.shares(), holds.segments());
    }
}
