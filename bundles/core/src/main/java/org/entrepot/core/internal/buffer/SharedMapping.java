package org.entrepot.core.internal.buffer;

import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.spi.DeviceAddresses;

/** The addresses that all mappings of a buffer for one device in one direction share. Guarded by the buffer's reservation. */
final class SharedMapping {
    private final Direction direction;
    private final Callee mapper;
    private final DeviceAddresses addresses;
    private final List<Segment> segments;
    private final Account owner;
    private int shares;

    private SharedMapping(Direction direction, Callee mapper, DeviceAddresses addresses, Account owner) {
        this.direction = direction;
        this.mapper = mapper;
        this.addresses = addresses;
        this.owner = owner;
        this.segments = List.copyOf(ForeignCode.ask(mapper, addresses::segments));
    }

    /**
     * Maps, for nobody to share yet.
     *
     * @param route how the device gets to the memory
     * @param owner who is charged, until the mapping is closed
     */
    static SharedMapping open(Direction direction, Route route, Account owner) {
        owner.chargeMapping();
        boolean open = false;
        try {
            SharedMapping made = new SharedMapping(direction, route.callee(), route.map(direction), owner);
            open = true;
            return made;
        } finally {
            if (!open) {
                owner.dischargeMapping();
            }
        }
    }

    Direction direction() {
        return direction;
    }

    List<Segment> segments() {
        return segments;
    }

    int shares() {
        return shares;
    }

    void share() {
        shares++;
    }

    /** Gives a share back; true for the last. */
    boolean unshare() {
        shares--;
        return shares == 0;
    }

    void close() {
        try {
            ForeignCode.tell(mapper, addresses::close);
        } finally {
            owner.dischargeMapping();
        }
    }
}
