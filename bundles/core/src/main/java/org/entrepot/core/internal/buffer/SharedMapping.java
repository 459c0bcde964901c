package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingState;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.spi.DeviceAddresses;

/** The addresses that all mappings of a buffer for one device in one direction share. Written under the buffer's reservation. */
final class SharedMapping {
    private final Direction direction;
    private final Callee mapper;
    private final DeviceAddresses addresses;
    private final List<Segment> segments;
    private final Account owner;
    private final Placement placement;
    private volatile MappingState state = MappingState.CURRENT;
    /** Looked at without the reservation, too. */
    private final AtomicInteger shares = new AtomicInteger();

    private SharedMapping(
            Placement placement,
            Direction direction,
            Callee mapper,
            DeviceAddresses addresses,
            List<Segment> segments,
            Account owner) {
        this.placement = placement;
        this.direction = direction;
        this.mapper = mapper;
        this.addresses = addresses;
        this.owner = owner;
        this.segments = List.copyOf(segments);
    }

    /**
     * Maps, for nobody to share yet.
     *
     * @param placement the memory
     * @param route how the device gets to the memory
     * @param owner who is charged, until the mapping is closed
     */
    static SharedMapping open(Placement placement, Direction direction, Route route, Account owner) {
        owner.chargeMapping();
        boolean open = false;
        try {
            SharedMapping made = route.map(
                    direction,
                    (addresses, segments) ->
                            new SharedMapping(placement, direction, route.callee(), addresses, segments, owner));
            open = true;
            return made;
        } finally {
            if (!open) {
                owner.dischargeMapping();
            }
        }
    }

    /** The memory to which it leads. */
    Placement placement() {
        return placement;
    }

    /** What it is worth now: asked under no lock, too. */
    MappingState state() {
        return state;
    }

    /** The buffer has moved on, or ended under it. */
    void goStale() {
        state = MappingState.STALE;
    }

    /** Takes the addresses away from whoever has them; it is closed next. */
    void revoke() {
        state = MappingState.REVOKED;
    }

    Direction direction() {
        return direction;
    }

    List<Segment> segments() {
        return segments;
    }

    int shares() {
        return shares.get();
    }

    void share() {
        shares.incrementAndGet();
    }

    /** Gives a share back; true for the last. */
    boolean unshare() {
        return shares.decrementAndGet() == 0;
    }

    void close() {
        try {
            ForeignCode.end(mapper, addresses::close);
        } finally {
            owner.dischargeMapping();
        }
    }
}
