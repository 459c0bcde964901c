package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.Layout;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.spi.MemoryRequest;

/** One combination of alternatives, tried with every exporter; those that fit are ranked. */
final class Attempt {
    private static final Comparator<Trial> PREFERENCE = Comparator.comparing(
                    (Trial trial) -> trial.capabilities().supply())
            .thenComparing(trial -> trial.capabilities().cost())
            .thenComparing(trial -> trial.backend().ranking(), Comparator.reverseOrder())
            .thenComparing(trial -> trial.backend().name());

    private final Combinations.Combination combination;
    private final Policy policy;
    private final Contents contents;
    private final MemoryRequest memory;
    private final List<Trial> fit = new ArrayList<>();
    private final List<Verdict> refused = new ArrayList<>();

    private Attempt(AllocationRequest request, Combinations.Combination combination, Contents contents, Policy policy) {
        this.combination = combination;
        this.policy = policy;
        this.contents = contents;
        this.memory = new MemoryRequest(
                request.name(), contents.bytes(), Demands.merge(combination.participants()), contents.layout());
    }

    /**
     * Tries a combination with the exporters that are here: one format after the other until an exporter fits. If none does the
     * attempt is about the preferred format.
     *
     * @param policy as far as it concerns the request
     */
    static Attempt of(AllocationRequest request, Combinations.Combination combination, Roster roster, Policy policy) {
        Contents contents = Contents.of(request.shape(), combination.participants());
        Attempt preferred = of(request, combination, contents, roster, policy);
        Attempt attempt = preferred;
        Optional<Contents> next = attempt.works() ? Optional.empty() : contents.next();
        while (!attempt.works() && next.isPresent()) {
            attempt = of(request, combination, next.get(), roster, policy);
            next = next.get().next();
        }
        return attempt.works() ? attempt : preferred;
    }

    private static Attempt of(
            AllocationRequest request,
            Combinations.Combination combination,
            Contents contents,
            Roster roster,
            Policy policy) {
        Attempt attempt = new Attempt(request, combination, contents, policy);
        for (Backend backend : roster.backends()) {
            attempt.add(Trial.of(
                    backend,
                    attempt.memory,
                    combination.participants(),
                    request.cpuUse(),
                    roster.isDisabled(backend.name())));
        }
        attempt.fit.sort(Comparator.comparingInt(attempt::weight).thenComparing(PREFERENCE));
        attempt.refused.sort(Comparator.comparing(Verdict::exporter));
        return attempt;
    }

    private void add(Trial trial) {
        List<Refusal> refusals = new ArrayList<>(contents.refusals());
        refusals.addAll(trial.refusals());
        // Last: where memory does not suit, a rule is not what keeps it away.
        policy.refusal(trial.backend().name()).ifPresent(refusals::add);
        if (refusals.isEmpty()) {
            fit.add(trial);
        } else {
            refused.add(new Verdict(
                    trial.backend().name(), Outcome.REFUSED, refusals, List.of(), trial.expectedRuns(), weight(trial)));
        }
    }

    private int weight(Trial trial) {
        return policy.weight(trial.backend().name());
    }

    /** What of the policy concerns the request. */
    Policy policy() {
        return policy;
    }

    /** Whether an exporter fits. */
    boolean works() {
        return !fit.isEmpty();
    }

    Combinations.Combination combination() {
        return combination;
    }

    Optional<Layout> layout() {
        return contents.agreed();
    }

    MemoryRequest memory() {
        return memory;
    }

    /** What each exporter that fits is to be asked for, the best first. */
    List<Plan.Offer> offers() {
        return fit.stream()
                .map(trial -> new Plan.Offer(trial.backend(), trial.memory()))
                .toList();
    }

    /** A verdict for each exporter: the chosen one, those that could serve in order of preference, the refused ones by name. */
    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>(fit.size() + refused.size());
        for (Trial trial : fit) {
            Outcome outcome = verdicts.isEmpty() ? Outcome.CHOSEN : Outcome.COULD_SERVE;
            verdicts.add(new Verdict(
                    trial.backend().name(), outcome, List.of(), trial.routes(), trial.expectedRuns(), weight(trial)));
        }
        verdicts.addAll(refused);
        return verdicts;
    }

    /** Why no exporter fits, in one line: of the exporter that comes closest. */
    String decisiveLine() {
        return refused.stream()
                .min(Comparator.comparingInt(verdict -> verdict.refusals().size()))
                .map(verdict ->
                        verdict.exporter() + " refused, " + verdict.refusals().get(0))
                .orElse("no heap is here");
    }
}
