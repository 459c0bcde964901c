package org.entrepot.api;

import java.util.List;
import java.util.Optional;

/**
 * The reasoning of the allocator about one request. The same machine and the same request give the same explanation.
 *
 * @param request what was asked
 * @param verdicts one for each exporter: the chosen one first, then those that could serve in order of preference, then the
 *     refused ones by name
 */
public record Explanation(AllocationRequest request, List<Verdict> verdicts) {
    /** Copies the verdicts and checks that at most one is chosen. */
    public Explanation {
        verdicts = List.copyOf(verdicts);
        if (verdicts.stream().filter(v -> v.outcome() == Outcome.CHOSEN).count() > 1) {
            throw new IllegalArgumentException("at most one exporter is chosen: verdicts=" + verdicts);
        }
    }

    /** The verdict on the exporter that serves the request, if any does. */
    public Optional<Verdict> chosen() {
        return verdicts.stream().filter(v -> v.outcome() == Outcome.CHOSEN).findFirst();
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
     */
    public record Verdict(
            String exporter, Outcome outcome, List<Refusal> refusals, List<Route> routes, int expectedSegments) {
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
     * One broken constraint.
     *
     * @param constraint the rule
     * @param wanted what the participant needs, for people
     * @param offered what the exporter has, for people
     * @param participant the device, {@code cpu}, {@code request} or {@code exporter} that wants it
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
     */
    public record Route(String device, MappingType mappingType, String mapper) {}
}
