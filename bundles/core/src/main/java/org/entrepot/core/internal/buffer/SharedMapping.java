package org.entrepot.core.internal.buffer;

import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.spi.DeviceAddresses;

/** The addresses that all mappings of a buffer for one device in one direction share. Guarded by the buffer's reservation. */
final class SharedMapping {
    private final Direction direction;
    private final Callee mapper;
    private final DeviceAddresses addresses;
    private final List<Segment> segments;
    private int shares;

    /**
     * Shares addresses that nobody shares yet.
     *
     * @param mapper who gave them
     */
    SharedMapping(Direction direction, Callee mapper, DeviceAddresses addresses) {
        this.direction = direction;
        this.mapper = mapper;
        this.addresses = addresses;
        this.segments = List.copyOf(ForeignCode.ask(mapper, addresses::segments));
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
        ForeignCode.tell(mapper, addresses::close);
    }
}
