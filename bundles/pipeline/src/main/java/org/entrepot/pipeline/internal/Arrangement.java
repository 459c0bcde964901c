package org.entrepot.pipeline.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Verdict;

/** Which heaps have to be out of service so that stages are served by the one that is asked for. */
final class Arrangement {
    private Arrangement() {}

    /**
     * Works out the heaps: those that would be preferred to the wanted one where it could serve, and the one that is left. A
     * stage that the wanted heap cannot serve keeps the heap that serves it best.
     *
     * @param stages how the allocator decides when every heap is in service
     * @param wanted heap that shall serve
     * @param leaving heap that shall serve no longer
     */
    static Set<String> without(List<Explanation> stages, String wanted, Optional<String> leaving) {
        Set<String> out = new HashSet<>();
        leaving.ifPresent(out::add);
        List<List<String>> rankings = stages.stream().map(Arrangement::ranking).toList();
        for (List<String> ranking : rankings) {
            int place = ranking.indexOf(wanted);
            out.addAll(ranking.subList(0, Math.max(place, 0)));
        }
        for (List<String> ranking : rankings) {
            if (!ranking.isEmpty() && out.containsAll(ranking)) {
                out.remove(bestFor(ranking, leaving));
            }
        }
        return Set.copyOf(out);
    }

    /** Who serves a stage best: whoever leaves only if there is no other. */
    private static String bestFor(List<String> ranking, Optional<String> leaving) {
        return ranking.stream()
                .filter(heap -> !leaving.equals(Optional.of(heap)))
                .findFirst()
                .orElseGet(() -> ranking.get(0));
    }

    /** The heaps that could serve, the preferred first. */
    private static List<String> ranking(Explanation stage) {
        return stage.verdicts().stream()
                .filter(verdict -> verdict.outcome() != Outcome.REFUSED)
                .map(Verdict::exporter)
                .toList();
    }
}
