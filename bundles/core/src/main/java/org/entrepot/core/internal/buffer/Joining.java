package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.core.internal.selection.PlacementCheck;

/**
 * A device joins a buffer: it uses the memory that is there, or has a say in what will be there, or the buffer moves for it.
 * Under the buffer's reservation.
 */
final class Joining {
    /** How often work is waited for; whoever adds more while some is waited for may do so. */
    static final int MOST_WAITS = 3;

    private final Buffer buffer;
    private final Surroundings surroundings;
    private final DeviceLink newcomer;
    private final String device;

    Joining(Buffer buffer, Surroundings surroundings, DeviceLink newcomer) {
        this.buffer = buffer;
        this.surroundings = surroundings;
        this.newcomer = newcomer;
        this.device = newcomer.device().name();
    }

    /**
     * Leaves the newcomer with an agreement, or with an expectation where there is no memory yet; or refuses it.
     *
     * @param patient whether the caller waits for work, without the reservation, and tries again
     * @return whether it did; not where the buffer can move only once the work on it is done
     */
    boolean join(boolean patient) {
        Participant participant = new Company(buffer, surroundings, List.of()).participant(newcomer);
        Placement now = buffer.placement();
        if (now == null) {
            expect(participant);
            return true;
        }
        Fit fit = Fit.of(buffer, now, participant);
        if (fit.agreement().isPresent()) {
            newcomer.agree(fit.agreement().get());
            return true;
        }
        try {
            return move(now, participant, fit.misfits().get(0), patient);
        } catch (EntrepotException e) {
            surroundings.moves().refused();
            throw e;
        }
    }

    private void expect(Participant participant) {
        Prospect prospect = company().prospect(CpuUse.NONE);
        checkLayout(prospect, participant, Reason.REFUSED);
        new Candidates(prospect, surroundings.failures()).check();
        prospect.explanation().chosen().flatMap(this::ownRoute).ifPresent(newcomer::expect);
    }

    private Optional<Explanation.Route> ownRoute(Explanation.Verdict chosen) {
        return chosen.routes().stream()
                .filter(route -> route.device().equals(device))
                .findFirst();
    }

    private boolean move(Placement from, Participant participant, Refusal misfit, boolean patient) {
        Company company = company();
        Prospect prospect = company.prospect(CpuUse.READ_WRITE);
        checkLayout(prospect, participant, Reason.BUSY);
        try {
            new Candidates(prospect, surroundings.failures()).check();
            return move(company, from, misfit, patient);
        } catch (AllocationRefusedException e) {
            throw refusal(
                    e.reason() == Reason.REFUSED ? Reason.BUSY : e.reason(),
                    misfit,
                    String.valueOf(e.getMessage()),
                    e.explanation());
        }
    }

    private boolean move(Company company, Placement from, Refusal misfit, boolean patient) {
        FormerPlaces former = new FormerPlaces(0);
        try {
            new Move(company, from, Optional.empty(), "device " + device + " joined, " + misfit, former).run();
            return true;
        } catch (EntrepotException e) {
            if (!patient || isAtRest(from) || !buffer.links().keepers().isEmpty()) {
                throw e;
            }
            return false;
        } finally {
            former.giveBack();
        }
    }

    private boolean isAtRest(Placement from) {
        return buffer.isReady() && from.isIdle();
    }

    private Company company() {
        return buffer.links().company().with(newcomer);
    }

    /** A layout stays wherever the buffer goes: who cannot use it is not helped by a move. */
    private void checkLayout(Prospect prospect, Participant participant, Reason reason) {
        List<Refusal> misfits = PlacementCheck.misfits(
                buffer.layout(), buffer.size(), prospect.plan().form(participant));
        if (!misfits.isEmpty()) {
            throw refusal(
                    reason,
                    misfits.get(0),
                    "a layout never changes; name the device in the allocation request",
                    prospect.refusing(misfits));
        }
    }

    private AllocationRefusedException refusal(Reason reason, Refusal misfit, String more, Explanation explanation) {
        return new AllocationRefusedException(
                reason,
                "a device that joins can use the memory, where it is or where it moves: device=" + device + " buffer="
                        + buffer.id() + " in " + buffer.exporter() + ", " + misfit + "; " + more,
                explanation);
    }
}
