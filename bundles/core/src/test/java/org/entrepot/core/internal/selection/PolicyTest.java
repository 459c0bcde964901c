package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferPool;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.buffer.RecyclingPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final AllocationRequest PREVIEW =
            AllocationRequest.bytes(4096).tags("preview").build();

    private final TestMachine machine = new TestMachine();

    @BeforeEach
    void threeHeaps() {
        machine.heap(TestHeap.system("system"));
        machine.heap(TestHeap.cma("cma"));
        machine.heap(
                new TestHeap("dear", Capabilities.between(0, 0xffff).cost(9).build()));
    }

    private void follow(String... rules) {
        machine.selection.follow(
                Policy.of(Stream.of(rules).map(PolicyRule::parse).toList()));
    }

    private Explanation explain(AllocationRequest request) {
        return machine.selection.plan(request).explanation();
    }

    private List<String> serving(AllocationRequest request) {
        return explain(request).verdicts().stream()
                .filter(verdict -> verdict.outcome() != Outcome.REFUSED)
                .map(Verdict::exporter)
                .toList();
    }

    private Verdict verdict(String exporter, AllocationRequest request) {
        return explain(request).verdicts().stream()
                .filter(verdict -> verdict.exporter().equals(exporter))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldLeaveTheChoiceToTheEngineWhenThereIsNoRule() {
        follow();

        assertThat(serving(PREVIEW)).containsExactly("system", "dear", "cma");
        assertThat(explain(PREVIEW).policy()).isEmpty();
    }

    @Test
    void shouldServeFromThePinnedHeapAloneWhenARulePins() {
        follow("pin tag preview cma");

        assertThat(serving(PREVIEW)).containsExactly("cma");
        assertThat(verdict("system", PREVIEW).refusals())
                .containsExactly(new Refusal(Constraint.POLICY, "cma (pin tag preview cma)", "system", "operator"));
        assertThat(explain(PREVIEW).policy()).containsExactly(PolicyRule.parse("pin tag preview cma"));
    }

    @Test
    void shouldServeFromAnyOfThePinnedHeapsWhenSeveralRulesPin() {
        follow("pin tag preview cma", "pin any dear");

        assertThat(serving(PREVIEW)).containsExactly("dear", "cma");
        assertThat(verdict("system", PREVIEW).refusals().get(0).wanted())
                .isEqualTo("cma or dear (pin tag preview cma; pin any dear)");
    }

    @Test
    void shouldNotServeFromAHeapThatIsForbiddenEvenIfItIsPinned() {
        follow("pin any system", "pin any cma", "forbid tag preview cma");

        assertThat(serving(PREVIEW)).containsExactly("system");
        assertThat(verdict("cma", PREVIEW).refusals().get(0).wanted()).isEqualTo("another (forbid tag preview cma)");
    }

    @Test
    void shouldRankByTheSumOfWeightsBeforeSupplyAndCost() {
        follow("weigh any cma -5", "weigh tag preview cma -1", "weigh any dear -6", "weigh any dear 1");

        assertThat(serving(PREVIEW)).containsExactly("cma", "dear", "system");
        assertThat(explain(PREVIEW).verdicts()).extracting(Verdict::weight).containsExactly(-6, -5, 0);
    }

    @Test
    void shouldCountARuleOnceWhenItIsNamedTwice() {
        follow("weigh any cma -5", "weigh any cma -5");

        assertThat(verdict("cma", PREVIEW).weight()).isEqualTo(-5);
        assertThat(explain(PREVIEW).policy()).hasSize(1);
    }

    @Test
    void shouldLeaveOtherRequestsAloneWhenARuleIsAboutATagOrADevice() {
        machine.device("camera0", TestMachine.IOMMU_BUS, Constraints.NONE);
        follow("pin tag preview cma", "pin device camera0 dear");
        AllocationRequest plain = AllocationRequest.bytes(4096).build();
        AllocationRequest camera =
                AllocationRequest.bytes(4096).devices("camera0").build();

        assertThat(serving(plain)).containsExactly("system", "dear", "cma");
        assertThat(explain(plain).policy()).isEmpty();
        assertThat(serving(camera)).containsExactly("dear");
    }

    @Test
    void shouldPlanAnewWhenTheRulesChange() {
        assertThat(serving(PREVIEW)).startsWith("system");

        follow("forbid any system");
        assertThat(serving(PREVIEW)).containsExactly("dear", "cma");

        follow();
        assertThat(serving(PREVIEW)).startsWith("system");
    }

    @Test
    void shouldSayFirstWhatTheMemoryCannotDoWhenARuleRefusesItToo() {
        machine.device(
                "camera0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).build());
        AllocationRequest camera =
                AllocationRequest.bytes(4096).devices("camera0").build();
        follow("pin any cma");

        assertThat(verdict("system", camera).refusals())
                .extracting(Refusal::constraint)
                .containsExactly(Constraint.ADDRESS_BITS, Constraint.POLICY);
    }

    @Test
    void shouldNameTheRuleAndWhereToReadOnWhenThePinnedHeapIsNotHere() {
        follow("pin tag preview tiler");

        assertThatExceptionOfType(AllocationRefusedException.class)
                .isThrownBy(() -> machine.buffers.allocate(PREVIEW, machine.account))
                .withMessageContaining("system refused, policy: operator wants tiler (pin tag preview tiler)")
                .withMessageEndingWith("; policy=[pin tag preview tiler (not here)], see dma:policy")
                .satisfies(e -> assertThat(e.explanation().policy()).hasSize(1));
    }

    @Test
    void shouldNameBothWhenThePinnedHeapCannotServe() {
        machine.device(
                "camera0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).build());
        AllocationRequest camera =
                AllocationRequest.bytes(4096).devices("camera0").build();
        follow("pin device camera0 system");

        assertThatExceptionOfType(AllocationRefusedException.class)
                .isThrownBy(() -> machine.buffers.allocate(camera, machine.account))
                .withMessageContaining("system refused, address bits: camera0 wants")
                .withMessageContaining("cma, dear refused, policy: operator wants system (pin device camera0 system)")
                .withMessageEndingWith("; policy=[pin device camera0 system], see dma:policy");
    }

    @Test
    void shouldTakeTheNextBufferOfAPoolFromTheNewChoiceWhenTheRulesChange() {
        RecyclingPool.Terms terms = new RecyclingPool.Terms(PREVIEW, 1, Zeroing.WHEN_FRESH);
        try (BufferPool pool = machine.buffers.pool(terms, machine.account)) {
            try (DmaBuf first = pool.tryAcquire().orElseThrow()) {
                assertThat(first.exporter()).isEqualTo("system");
            }
            follow("pin any cma");
            try (DmaBuf next = pool.tryAcquire().orElseThrow()) {
                assertThat(next.exporter()).isEqualTo("cma");
            }
        }
    }
}
