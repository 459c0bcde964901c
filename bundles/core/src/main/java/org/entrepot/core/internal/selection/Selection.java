package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.Roster;

/**
 * Chooses the memory: every exporter is tried, those that fit are ranked by the weight that the policy gives them, then scarce
 * memory last, then by cost, then by service ranking, then by name. The same roster, policy and request give the same plan, which
 * is remembered until either changes.
 */
public final class Selection {
    private static final int MOST_PLANS = 1024;

    private final Roster roster;
    private volatile Policy policy = Policy.NONE;
    private final Map<AllocationRequest, Plan> plans = new ConcurrentHashMap<>();

    /** Chooses among those in the roster. */
    public Selection(Roster roster) {
        this.roster = roster;
    }

    /** Goes by other rules from the next plan on. */
    public void follow(Policy next) {
        policy = next;
        // Only now: a plan that was made by the old rules is one of an old generation.
        roster.changed();
    }

    /**
     * The plan for a request, as of now.
     *
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if a device is not here
     */
    public Plan plan(AllocationRequest request) {
        long generation = roster.generation();
        Plan known = plans.get(request);
        if (known != null && known.generation() == generation) {
            return known;
        }
        Plan made;
        try {
            made = make(request, generation);
        } catch (EntrepotException e) {
            if (roster.generation() != generation) {
                return plan(request);
            }
            throw e;
        }
        if (plans.size() >= MOST_PLANS) {
            plans.clear();
        }
        plans.put(request, made);
        return made;
    }

    /** A device as a participant, with the mapper that serves it now. */
    public Participant participant(Device device, Orientation orientation, Direction use) {
        return Participant.of(device, roster.mapperFor(device), orientation, use);
    }

    private List<Participant> participants(AllocationRequest request) {
        List<Participant> participants = new ArrayList<>();
        for (String name : request.devices()) {
            Device device = roster.device(name);
            participants.add(participant(device, request.orientation(name), request.use(name)));
        }
        request.needs().forEach(needs -> participants.add(Participant.of(needs)));
        return participants;
    }

    /** Tries combinations of alternatives until an exporter fits; if none does, the plan is about the preferred one. */
    private Plan make(AllocationRequest request, long generation) {
        Combinations combinations = Combinations.of(participants(request));
        Policy concerning = policy.concerning(request);
        List<String> passed = new ArrayList<>();
        Attempt preferred = null;
        for (Combinations.Combination combination : combinations) {
            Attempt attempt = Attempt.of(request, combination, roster, concerning);
            preferred = preferred == null ? attempt : preferred;
            if (attempt.works()) {
                return plan(request, generation, attempt, combinations, passed);
            }
            passed.add(attempt.decisiveLine());
        }
        return plan(request, generation, Objects.requireNonNull(preferred), combinations, passed);
    }

    private static Plan plan(
            AllocationRequest request,
            long generation,
            Attempt attempt,
            Combinations combinations,
            List<String> passed) {
        Explanation explanation = new Explanation(
                request,
                attempt.verdicts(),
                attempt.layout(),
                combinations.choices(attempt.combination().taken(), passed),
                Math.min(combinations.count(), passed.size() + (attempt.works() ? 1 : 0)),
                attempt.policy().rules());
        return new Plan(
                request,
                generation,
                attempt.memory().layout(),
                attempt.memory(),
                attempt.combination().participants(),
                attempt.offers(),
                explanation);
    }
}
