package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.core.internal.selection.PlacementCheck;

/**
 * How a device gets on with memory that exists.
 *
 * @param agreement what both agreed on; empty if the device cannot use the memory
 * @param misfits why not, the decisive one first; empty if it can
 */
record Fit(Optional<Agreement> agreement, List<Refusal> misfits) {
    /**
     * Tries whether a device can use memory with a buffer's contents, and agrees on a mapping type.
     *
     * @throws EntrepotException with {@link Reason#BUSY} if whoever maps does not let the device in at all; as the memory fails if it
     *     does not say where it is
     */
    static Fit of(Buffer buffer, Placement placement, Participant device) {
        PlacementCheck.Placed placed = placement.holding(buffer.layout());
        Participant participant = placed.form(device);
        List<Refusal> misfits = placed.misfits(participant);
        if (!misfits.isEmpty()) {
            return new Fit(Optional.empty(), misfits);
        }
        Negotiation negotiation = new Negotiation(buffer, placement, participant);
        Optional<Route> route = negotiation.agree();
        return route.isPresent()
                ? new Fit(Optional.of(new Agreement(placement, route.get(), negotiation.proposals())), List.of())
                : refused(negotiation.refusal());
    }

    /** A device that cannot use the memory for one reason. */
    static Fit refused(Refusal why) {
        return new Fit(Optional.empty(), List.of(why));
    }
}
