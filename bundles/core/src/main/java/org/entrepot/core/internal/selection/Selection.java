package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.Layout;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;

/**
 * Chooses the memory: every exporter is tried, those that fit are ranked by the weight that the policy gives them, then scarce
 * memory last, then by cost, then by service ranking, then by name. The same roster, policy and request give the same plan, which
 * is remembered until either changes.
 */
public final class Selection {
    private static final int MOST_PLANS = 1024;

    private static final Comparator<Trial> PREFERENCE = Comparator.comparing(
                    (Trial trial) -> trial.capabilities().supply())
            .thenComparing(trial -> trial.capabilities().cost())
            .thenComparing(trial -> trial.backend().ranking(), Comparator.reverseOrder())
            .thenComparing(trial -> trial.backend().name());

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
    public Participant participant(Device device, Orientation orientation) {
        return Participant.of(device, roster.mapperFor(device), orientation);
    }

    private Plan make(AllocationRequest request, long generation) {
        List<Participant> participants = request.devices().stream()
                .map(name -> participant(roster.device(name), request.orientation(name)))
                .toList();
        Contents contents = new Contents(request, participants);
        Layout layout = contents.layout();
        long size = contents.refusals().isEmpty() ? wholePages(layout.bytes()) : PageFrames.PAGE_SIZE;
        MemoryRequest memory =
                new MemoryRequest(request.name(), size, Demands.merge(participants), contents.fitting(layout));
        Policy concerning = policy.concerning(request);
        List<Trial> fit = new ArrayList<>();
        List<Verdict> refused = new ArrayList<>();
        for (Backend backend : roster.backends()) {
            Trial trial = Trial.of(backend, memory, participants, request.cpuUse(), roster.isDisabled(backend.name()));
            List<Refusal> refusals = new ArrayList<>(contents.refusals());
            refusals.addAll(trial.refusals());
            // Last: where memory does not suit, a rule is not what keeps it away.
            concerning.refusal(backend.name()).ifPresent(refusals::add);
            if (refusals.isEmpty()) {
                fit.add(trial);
            } else {
                refused.add(new Verdict(
                        backend.name(),
                        Outcome.REFUSED,
                        Participant.attributed(refusals, participants),
                        List.of(),
                        trial.expectedRuns(),
                        concerning.weight(backend.name())));
            }
        }
        fit.sort(Comparator.<Trial>comparingInt(
                        trial -> concerning.weight(trial.backend().name()))
                .thenComparing(PREFERENCE));
        return new Plan(
                request,
                generation,
                layout,
                memory,
                participants,
                fit.stream().map(Trial::backend).toList(),
                new Explanation(
                        request, verdicts(fit, refused, concerning), Optional.empty(), List.of(), concerning.rules()));
    }

    private static List<Verdict> verdicts(List<Trial> fit, List<Verdict> refused, Policy policy) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Trial trial : fit) {
            Outcome outcome = verdicts.isEmpty() ? Outcome.CHOSEN : Outcome.COULD_SERVE;
            String name = trial.backend().name();
            verdicts.add(
                    new Verdict(name, outcome, List.of(), trial.routes(), trial.expectedRuns(), policy.weight(name)));
        }
        refused.stream().sorted(Comparator.comparing(Verdict::exporter)).forEach(verdicts::add);
        return verdicts;
    }

    private static long wholePages(long bytes) {
        return Math.addExact(bytes, PageFrames.PAGE_SIZE - 1) & -PageFrames.PAGE_SIZE;
    }
}
