package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Plan.Offer;
import org.entrepot.spi.MemoryRequest;

/**
 * Who could serve, and what would be asked of them.
 *
 * @param plan by which everybody is served, as it was made
 * @param offers exporters that could serve and what each is asked for, the best first
 * @param explanation the reasoning
 */
record Prospect(Plan plan, List<Offer> offers, Explanation explanation) {
    /** What a plan says for a buffer that is not there yet. */
    static Prospect of(Plan plan) {
        return new Prospect(plan, plan.offers(), plan.explanation());
    }

    /**
     * What plans say together for a buffer that is there: who serves all of them, with contents as they are laid out.
     *
     * @param plans one or more
     */
    static Prospect of(Buffer buffer, List<Plan> plans) {
        Plan first = plans.get(0);
        List<Offer> offers = first.offers();
        Explanation explanation = first.explanation();
        for (Plan plan : plans.subList(1, plans.size())) {
            offers = both(offers, plan.offers());
            explanation = both(explanation, plan.explanation());
        }
        List<Offer> asLaidOut =
                offers.stream().map(offer -> holding(buffer, offer)).toList();
        return new Prospect(first, asLaidOut, explanation);
    }

    private static Offer holding(Buffer buffer, Offer offer) {
        return new Offer(
                offer.backend(),
                new MemoryRequest(
                        buffer.request().name(), buffer.size(), offer.memory().constraints(), buffer.layout()));
    }

    /** The exporters of both, which are to keep what both ask for. */
    private static List<Offer> both(List<Offer> one, List<Offer> other) {
        List<Offer> both = new ArrayList<>();
        for (Offer offer : one) {
            other.stream()
                    .filter(same -> same.backend().equals(offer.backend()))
                    .map(same -> merged(offer, same.memory().constraints()))
                    .forEach(both::add);
        }
        return both;
    }

    private static Offer merged(Offer offer, Constraints more) {
        MemoryRequest memory = offer.memory();
        return new Offer(
                offer.backend(),
                new MemoryRequest(
                        memory.name(), memory.bytes(), memory.constraints().merge(more), memory.layout()));
    }

    private static Explanation both(Explanation one, Explanation other) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Verdict verdict : one.verdicts()) {
            List<Refusal> more = new ArrayList<>(verdict.refusals());
            other.verdicts().stream()
                    .filter(same -> same.exporter().equals(verdict.exporter()))
                    .forEach(same -> more.addAll(same.refusals()));
            verdicts.add(more.isEmpty() ? verdict : refused(verdict, more));
        }
        return told(one, verdicts);
    }

    /** The same reasoning with other verdicts. */
    static Explanation told(Explanation like, List<Verdict> verdicts) {
        return new Explanation(
                like.request(), verdicts, like.layout(), like.choices(), like.combinations(), like.policy());
    }

    private static Verdict refused(Verdict verdict, List<Refusal> why) {
        return new Verdict(
                verdict.exporter(), Outcome.REFUSED, why, List.of(), verdict.expectedSegments(), verdict.weight());
    }

    /** What of it concerns one exporter. */
    Prospect only(String heap) {
        return new Prospect(
                plan,
                offers.stream()
                        .filter(offer -> offer.backend().name().equals(heap))
                        .toList(),
                told(
                        explanation,
                        explanation.verdicts().stream()
                                .filter(verdict -> verdict.exporter().equals(heap))
                                .toList()));
    }

    /** The request with everybody in it. */
    AllocationRequest request() {
        return explanation.request();
    }

    /** The reasoning for a device that cannot use contents as they are laid out, in whosever memory they are. */
    Explanation refusing(List<Refusal> misfits) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Verdict verdict : explanation.verdicts()) {
            List<Refusal> why = new ArrayList<>(misfits);
            why.addAll(verdict.refusals());
            verdicts.add(refused(verdict, why));
        }
        return told(explanation, verdicts);
    }
}
