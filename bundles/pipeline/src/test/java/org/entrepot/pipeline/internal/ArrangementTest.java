package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraint;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.junit.jupiter.api.Test;

class ArrangementTest {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(4096).build();

    /** A stage for which the heaps could serve in this order; one more is refused. */
    private static Explanation stage(String... ranking) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String heap : ranking) {
            Outcome outcome = verdicts.isEmpty() ? Outcome.CHOSEN : Outcome.COULD_SERVE;
            verdicts.add(new Verdict(heap, outcome, List.of(), List.of(), 1, 0));
        }
        Refusal refusal = new Refusal(Constraint.SIZE, "less", "more", "request");
        verdicts.add(new Verdict("refused", Outcome.REFUSED, List.of(refusal), List.of(), 0, 0));
        return new Explanation(REQUEST, verdicts);
    }

    private static Set<String> without(String wanted, String leaving, Explanation... stages) {
        Optional<String> left = Optional.of(leaving).filter(heap -> !heap.isEmpty());
        return Arrangement.without(Arrays.asList(stages), wanted, left);
    }

    @Test
    void shouldHoldBackWhoIsPreferredWhenTheWantedOneCouldServe() {
        assertThat(without("c", "", stage("a", "b", "c", "d"))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void shouldHoldNobodyBackWhenTheWantedOneIsPreferredOrRefused() {
        assertThat(without("a", "", stage("a", "b"))).isEmpty();
        assertThat(without("refused", "", stage("a", "b"))).isEmpty();
    }

    @Test
    void shouldHoldBackTheOneThatLeavesWhenThereAreOthers() {
        assertThat(without("a", "b", stage("a", "b"), stage("b", "c"))).containsExactly("b");
    }

    @Test
    void shouldKeepTheOneThatLeavesWhenAStageHasNoOther() {
        assertThat(without("a", "b", stage("a", "b"), stage("b"))).isEmpty();
    }

    @Test
    void shouldKeepTheBestOfAnotherStageWhenAllOfItWouldBeHeldBack() {
        assertThat(without("d", "c", stage("a", "b", "c", "d"), stage("c", "b", "a")))
                .containsExactlyInAnyOrder("a", "c");
    }
}
