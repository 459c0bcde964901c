package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.junit.jupiter.api.Test;

class DecisiveLineTest {
    private static Verdict refused(String exporter, Constraint constraint, String wanted, String offered) {
        Refusal decisive = new Refusal(constraint, wanted, offered, "camera0");
        Refusal other = new Refusal(Constraint.ROOM, "anything", "nothing", "request");
        return new Verdict(exporter, Outcome.REFUSED, List.of(decisive, other), List.of(), 1, 0);
    }

    private static String line(List<Verdict> verdicts) {
        return new Explanation(AllocationRequest.bytes(1).build(), verdicts).decisiveLine();
    }

    @Test
    void shouldPutExportersTogetherWhenTheyRefuseForTheSameReason() {
        assertThat(line(List.of(
                        refused("cma", Constraint.ORIENTATION, "ROTATE_90", "[ROTATE_0]"),
                        refused("iommu", Constraint.MAX_SEGMENTS, "one run", "about 29"),
                        refused("system", Constraint.MAX_SEGMENTS, "one run", "about 30"))))
                .isEqualTo("cma refused, orientation: camera0 wants ROTATE_90, offered [ROTATE_0]; "
                        + "iommu, system refused, max segments: camera0 wants one run, offered about 29 or about 30");
    }

    @Test
    void shouldSayAllWhenTheyAreMany() {
        List<Verdict> ten = IntStream.range(0, 10)
                .mapToObj(i -> refused("heap" + i, Constraint.FORMAT, "one of [NV12]", "[R8]"))
                .toList();

        assertThat(line(ten)).isEqualTo("all 10 heaps refused, format: camera0 wants one of [NV12], offered [R8]");
    }

    @Test
    void shouldStayShortWhenTenExportersRefuseForTenReasons() {
        List<Verdict> ten = Arrays.stream(Constraint.values())
                .limit(10)
                .map(constraint -> refused("heap-of-" + constraint, constraint, "this", "that"))
                .toList();

        assertThat(line(ten)).endsWith("; and 7 more for other reasons").hasSizeLessThan(300);
    }

    @Test
    void shouldCountNamesWhenSomeOfManyRefuseAlike() {
        List<Verdict> some = new ArrayList<>();
        IntStream.range(0, 6).forEach(i -> some.add(refused("heap" + i, Constraint.FORMAT, "this", "that")));
        some.add(refused("last", Constraint.MAPPER, "a mapper", "none"));

        assertThat(line(some)).startsWith("heap0, heap1, heap2 and 3 more refused, format: ");
    }

    @Test
    void shouldBeEmptyWhenNobodyRefuses() {
        assertThat(line(List.of())).isEmpty();
        assertThat(line(List.of(new Verdict("cma", Outcome.CHOSEN, List.of(), List.of(), 1, 0))))
                .isEmpty();
    }
}
