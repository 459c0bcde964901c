package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Collections;
import java.util.List;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

class AlternativesTest {
    private final TestMachine machine = new TestMachine();

    private static Constraints stride(int bytes) {
        return Constraints.builder().strideAlignment(bytes).build();
    }

    private static Constraints domain(CoherencyDomain domain) {
        return Constraints.builder().coherencyDomains(domain).build();
    }

    private static AlternativeGroup group(String name, Constraints... choices) {
        return new AlternativeGroup(name, List.of(choices));
    }

    private static AllocationRequest frame(String... devices) {
        return AllocationRequest.image(100, 50, PixelFormat.NV12)
                .devices(devices)
                .build();
    }

    private Explanation explain(AllocationRequest request) {
        return machine.selection.plan(request).explanation();
    }

    private void ramHeap() {
        machine.heap(new TestHeap(
                "ram",
                Capabilities.between(0, 0xffff_ffffL)
                        .coherencyDomain(CoherencyDomain.RAM)
                        .build()));
    }

    @Test
    void shouldTakeTheFirstChoiceWhenItWorks() {
        ramHeap();
        machine.device("a", TestMachine.DIRECT_BUS, stride(8), group("rows", stride(256), stride(64)));

        Plan plan = machine.selection.plan(frame("a"));

        assertThat(((ImageLayout) plan.layout()).planes().get(0).stride()).isEqualTo(256);
        assertThat(plan.explanation().choices()).containsExactly(new Choice("a", "rows", 1, 2, List.of()));
        assertThat(plan.explanation().combinations()).isOne();
    }

    @Test
    void shouldChangeTheLastGroupFirstWhenChoicesFail() {
        ramHeap();
        machine.device(
                "a",
                TestMachine.DIRECT_BUS,
                Constraints.NONE,
                group("one", domain(CoherencyDomain.CPU), domain(CoherencyDomain.RAM)));
        machine.device(
                "b",
                TestMachine.DIRECT_BUS,
                Constraints.NONE,
                group("two", domain(CoherencyDomain.CPU), domain(CoherencyDomain.INACCESSIBLE), stride(64)));

        Explanation explanation = explain(frame("a", "b"));

        assertThat(explanation.choices())
                .extracting(
                        Choice::group, Choice::taken, choice -> choice.instead().size())
                .containsExactly(tuple("one", 2, 1), tuple("two", 3, 2));
        assertThat(explanation.choices().get(1).instead())
                .containsExactly(
                        "ram refused, coherency domain: b wants CPU, offered RAM",
                        "ram refused, coherency domain: b wants INACCESSIBLE, offered RAM");
        assertThat(explanation.combinations()).isEqualTo(6);
    }

    @Test
    void shouldExplainThePreferredCombinationWhenNoneWorks() {
        ramHeap();
        machine.device(
                "a",
                TestMachine.DIRECT_BUS,
                Constraints.NONE,
                group("one", domain(CoherencyDomain.CPU), domain(CoherencyDomain.INACCESSIBLE)));

        Explanation explanation = explain(frame("a"));

        assertThat(explanation.chosen()).isEmpty();
        assertThat(explanation.combinations()).isEqualTo(2);
        assertThat(explanation.choices()).containsExactly(new Choice("a", "one", 1, 2, List.of()));
        assertThat(explanation.verdicts().get(0).refusals())
                .extracting(Explanation.Refusal::constraint, Explanation.Refusal::wanted)
                .containsExactly(tuple(Constraint.COHERENCY, "CPU"));
        assertThatExceptionOfType(AllocationRefusedException.class)
                .isThrownBy(() -> machine.buffers.allocate(frame("a"), machine.account))
                .withMessageContaining("of 2 combinations of alternatives the preferred: ram refused");
    }

    @Test
    void shouldSayHowManyCombinationsThereAreWhenThereAreTooMany() {
        Constraints[] five = Collections.nCopies(5, Constraints.NONE).toArray(Constraints[]::new);
        AllocationRequest request = AllocationRequest.bytes(4096)
                .needs("library", Constraints.NONE, group("x", five), group("y", five), group("z", five))
                .build();

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> explain(request))
                .withMessageContaining("combinations=125")
                .withMessageContaining("library x 5")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.REFUSED);
    }

    @Test
    void shouldKeepTheChoiceThatWasPlannedWhenTheDeviceAttaches() {
        ramHeap();
        Constraints low = Constraints.builder()
                .coherencyDomains(CoherencyDomain.CPU)
                .addressBits(20)
                .build();
        machine.device("a", TestMachine.DIRECT_BUS, Constraints.NONE, group("one", low, stride(64)));

        try (DmaBuf buffer = machine.buffers.allocate(frame("a"), machine.account);
                var attachment = buffer.attach("a");
                var mapping = attachment.map(Direction.TO_DEVICE)) {
            assertThat(mapping.segments()).isNotEmpty();
        }
    }

    @Test
    void shouldTakeALaterChoiceOfADeviceThatJoinsWhenMemorySuitsOnlyThat() {
        ramHeap();
        machine.device("late0", TestMachine.DIRECT_BUS, Constraints.NONE, group("rows", stride(256), stride(4)));

        try (DmaBuf buffer = machine.buffers.allocate(frame(), machine.account);
                var attachment = buffer.attach("late0")) {
            assertThat(attachment.isOpen()).isTrue();
        }
    }
}
