package org.entrepot.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reasoning of the allocator about one request. The same machine and the same request give the same explanation.
 *
 * @param request what was asked
 * @param verdicts one for each exporter: the chosen one first, then those that could serve in order of preference, then the
 *     refused ones by name
 * @param layout of the contents that suits every participant; empty if there is none
 * @param choices which alternative of each group the verdicts are about, in the order of the participants
 * @param combinations how many combinations of alternatives were tried; 1 where there are no alternatives. If none of them works
 *     the verdicts are about the preferred one
 * @param policy the operator's rules that concern the request, in their order
 */
public record Explanation(
        AllocationRequest request,
        List<Verdict> verdicts,
        Optional<Layout> layout,
        List<Choice> choices,
        int combinations,
        List<PolicyRule> policy) {
    /** Copies the lists and checks that at most one exporter is chosen. */
    public Explanation {
        verdicts = List.copyOf(verdicts);
        choices = List.copyOf(choices);
        policy = List.copyOf(policy);
        if (verdicts.stream().filter(v -> v.outcome() == Outcome.CHOSEN).count() > 1) {
            throw new IllegalArgumentException("at most one exporter is chosen: verdicts=" + verdicts);
        }
    }

    /**
     * An explanation of the only combination, or of the preferred one that works.
     *
     * @param request what was asked
     * @param verdicts one for each exporter
     * @param layout of the contents
     * @param choices which alternatives were taken
     * @param policy that concerns the request
     */
    public Explanation(
            AllocationRequest request,
            List<Verdict> verdicts,
            Optional<Layout> layout,
            List<Choice> choices,
            List<PolicyRule> policy) {
        this(request, verdicts, layout, choices, 1, policy);
    }

    /**
     * An explanation without layout, alternatives or policy.
     *
     * @param request what was asked
     * @param verdicts one for each exporter
     */
    public Explanation(AllocationRequest request, List<Verdict> verdicts) {
        this(request, verdicts, Optional.empty(), List.of(), List.of());
    }

    /** The verdict on the exporter that serves the request, if any does. */
    public Optional<Verdict> chosen() {
        return verdicts.stream().filter(v -> v.outcome() == Outcome.CHOSEN).findFirst();
    }

    /**
     * Why exporters refuse, in one line that stays short: the decisive refusal of each, exporters with the same one together, three
     * of them at most. Empty if no exporter refuses.
     */
    public String decisiveLine() {
        return DecisiveLine.of(verdicts);
    }

    /** The plain form, which is what JSON holds, in a stable order: maps, lists, texts and numbers. */
    public Map<String, Object> plain() {
        return PlainForm.of(this);
    }

    /** What became of an exporter. */
    public enum Outcome {
        /** It serves the request. */
        CHOSEN,
        /** It could, and another is preferred. */
        COULD_SERVE,
        /** It cannot; the refusals say why. */
        REFUSED
    }

    /**
     * What was found about one exporter.
     *
     * @param exporter its name
     * @param outcome what became of it
     * @param refusals why it was refused, the decisive one first; empty unless refused
     * @param routes how each device of the request would be mapped, in the order of the request; empty if refused
     * @param expectedSegments how many runs of page frames the memory would probably have; 0 if unknown
     * @param weight what the operator's policy adds to the exporter's cost for this request; 0 unless there is a rule
     */
    public record Verdict(
            String exporter,
            Outcome outcome,
            List<Refusal> refusals,
            List<Route> routes,
            int expectedSegments,
            int weight) {
        /** Copies the lists and checks that exactly the refused have refusals. */
        public Verdict {
            refusals = List.copyOf(refusals);
            routes = List.copyOf(routes);
            if ((outcome == Outcome.REFUSED) == refusals.isEmpty()) {
                throw new IllegalArgumentException("a refused exporter has a refusal, another none: exporter="
                        + exporter + " outcome=" + outcome + " refusals=" + refusals);
            }
        }
    }

    /**
     * Which alternative of a group was taken.
     *
     * @param participant whose group it is
     * @param group its name
     * @param taken number of the choice, from 1
     * @param of how many choices there are
     * @param instead why the choices before it were passed over, the decisive line for each; empty for the first
     */
    public record Choice(String participant, String group, int taken, int of, List<String> instead) {
        /** Copies the reasons. */
        public Choice {
            instead = List.copyOf(instead);
        }
    }

    /**
     * One broken constraint.
     *
     * @param constraint the rule
     * @param wanted what the participant needs, for people
     * @param offered what the exporter has, for people
     * @param participant the device, {@code cpu}, {@code request} or {@code exporter} that wants it; a device with {@code
     *     (operator)} behind its name where an operator's configuration says so
     */
    public record Refusal(Constraint constraint, String wanted, String offered, String participant) {
        @Override
        public String toString() {
            return constraint.words() + ": " + participant + " wants " + wanted + ", offered " + offered;
        }
    }

    /**
     * How one device would be mapped.
     *
     * @param device its name
     * @param mappingType on which memory and device agree
     * @param mapper who maps
     * @param expectedSegments in how many segments the device would probably see the memory; 0 if unknown
     */
    public record Route(String device, MappingType mappingType, String mapper, int expectedSegments) {}
}
