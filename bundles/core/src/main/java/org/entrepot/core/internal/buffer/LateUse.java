package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.Needs;
import org.entrepot.api.Reason;
import org.entrepot.api.Statement;
import org.entrepot.api.Statement.DeviceUse;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.core.internal.selection.PlacementCheck.Placed;
import org.entrepot.core.internal.selection.Selection;

/** Whether a buffer that is there serves somebody who comes late. */
public final class LateUse {
    private final Roster roster;
    private final Selection selection;

    /**
     * Looks devices up.
     *
     * @param roster who is here
     * @param selection which knows their mappers
     */
    public LateUse(Roster roster, Selection selection) {
        this.roster = roster;
        this.selection = selection;
    }

    /**
     * Checks that a buffer serves a participant as and where it is; nothing moves. Page frames, layout and CPU view come first, then
     * a mapping type is agreed on with each of its devices.
     *
     * @param reference to the buffer, which got its memory at once
     * @param participant its name, for messages
     * @param statement what it needs
     * @throws EntrepotException with {@link Reason#BUSY} if not, with {@link Reason#UNKNOWN} if a device is not here
     */
    public void check(DmaBuf reference, String participant, Statement statement) {
        Buffer buffer = ((BufferHandle) reference).buffer();
        ReentrantLock reservation = buffer.links().reservation();
        // It does not move while it is looked at.
        reservation.lock();
        try {
            Placement place = Objects.requireNonNull(buffer.placement());
            List<Refusal> misfits = misfits(buffer, place, participant, statement);
            if (!misfits.isEmpty()) {
                throw refused(buffer, participant, misfits);
            }
        } finally {
            reservation.unlock();
        }
    }

    private List<Refusal> misfits(Buffer buffer, Placement place, String participant, Statement statement) {
        Placed placed = place.holding(buffer.layout());
        List<Refusal> found = new ArrayList<>();
        for (DeviceUse use : statement.devices()) {
            Participant device = selection.participant(roster.device(use.device()), use.orientation(), use.use());
            found.addAll(placed.misfitsInUse(device));
            if (found.isEmpty()) {
                found.addAll(Fit.of(buffer, place, device).misfits());
            }
        }
        Needs own = new Needs(participant, statement.constraints(), statement.alternatives());
        found.addAll(placed.misfitsInUse(Participant.of(own)));
        found.addAll(placed.misfits(statement.cpuUse()));
        return found;
    }

    private static AllocationRefusedException refused(Buffer buffer, String participant, List<Refusal> misfits) {
        String exporter = buffer.exporter();
        return new AllocationRefusedException(
                Reason.BUSY,
                "buffers that are there serve who comes late: participant=" + participant + " buffer=" + buffer.id()
                        + " in " + exporter + ", " + misfits.get(0) + "; join before they are allocated",
                new Explanation(
                        buffer.request(), List.of(new Verdict(exporter, Outcome.REFUSED, misfits, List.of(), 0, 0))));
    }
}
