package org.entrepot.core.internal.buffer;

import java.util.List;
import org.entrepot.api.Proposal;

/**
 * What a device and memory agreed on.
 *
 * @param placement the memory
 * @param route by which the device gets to it
 * @param negotiation how they came to it
 */
record Agreement(Placement placement, Route route, List<Proposal> negotiation) {
    /** Copies the proposals. */
    Agreement {
        negotiation = List.copyOf(negotiation);
    }

    /** Whether it still holds for a buffer in this place: whoever maps is here, and the buffer has not moved. */
    boolean holds(Placement now) {
        return placement == now && route.isOpen();
    }
}
