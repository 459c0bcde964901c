package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Constraints CAMERA = Constraints.builder()
            .addressBits(32)
            .maxSegments(1)
            .strideAlignment(64)
            .build();

    private final TestMachine machine = new TestMachine();

    private Explanation explain(AllocationRequest request) {
        return machine.selection.plan(request).explanation();
    }

    private static AllocationRequest frame(String... devices) {
        return AllocationRequest.image(100, 50, PixelFormat.NV12, PixelFormat.I420)
                .devices(devices)
                .build();
    }

    private Refusal onlyRefusal(String exporter, AllocationRequest request) {
        Verdict verdict = explain(request).verdicts().stream()
                .filter(v -> v.exporter().equals(exporter))
                .findFirst()
                .orElseThrow();
        assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(verdict.refusals()).hasSize(1);
        return verdict.refusals().get(0);
    }

    @Test
    void shouldKeepScarceMemoryWhenPlentyCanServe() {
        machine.heap(TestHeap.cma("cma"));
        machine.heap(TestHeap.system("system"));

        assertThat(explain(frame()).verdicts())
                .extracting(Verdict::exporter, Verdict::outcome)
                .containsExactly(tuple("system", Outcome.CHOSEN), tuple("cma", Outcome.COULD_SERVE));
    }

    @Test
    void shouldPreferLessCostThenRankingThenNameWhenSupplyIsEqual() {
        Capabilities.Builder range = Capabilities.between(0, 0xffff_ffffL);
        TestHeap ranked = new TestHeap("z-ranked", range.cost(2).build());
        ranked.ranking = 5;
        machine.heap(new TestHeap("b", range.cost(2).build()));
        machine.heap(new TestHeap("a", range.cost(2).build()));
        machine.heap(ranked);
        machine.heap(new TestHeap("cheap", range.cost(1).build()));

        assertThat(explain(frame()).verdicts())
                .extracting(Verdict::exporter)
                .containsExactly("cheap", "z-ranked", "a", "b");
    }

    @Test
    void shouldNameReachAndDeviceWhenMemoryIsTooHigh() {
        machine.heap(TestHeap.system("system"));
        machine.device("camera0", TestMachine.DIRECT_BUS, CAMERA);

        Refusal refusal = onlyRefusal("system", frame("camera0"));

        assertThat(refusal.constraint()).isEqualTo(Constraint.ADDRESS_BITS);
        assertThat(refusal.participant()).isEqualTo("camera0");
        assertThat(refusal.wanted()).contains("32 bits");
        assertThat(refusal.offered()).contains("0x100000000");
    }

    @Test
    void shouldRefuseScatteredMemoryWhenADeviceTakesOneRun() {
        TestHeap low = new TestHeap("low", Capabilities.between(0, 0xffff_ffffL).build());
        low.runs = 15;
        machine.heap(low);
        machine.device("camera0", TestMachine.DIRECT_BUS, CAMERA);

        Refusal refusal = onlyRefusal("low", frame("camera0"));

        assertThat(refusal.constraint()).isEqualTo(Constraint.MAX_SEGMENTS);
        assertThat(refusal.offered()).isEqualTo("about 15");
    }

    @Test
    void shouldAcceptScatteredMemoryWhenTheSameDeviceSitsBehindAnIommu() {
        TestHeap system = TestHeap.system("system");
        system.runs = 15;
        machine.heap(system);
        machine.device("camera0", TestMachine.IOMMU_BUS, CAMERA);

        assertThat(explain(frame("camera0")).chosen().orElseThrow().routes())
                .containsExactly(new Explanation.Route("camera0", MappingType.PAGES, "iommu0", 1));
    }

    @Test
    void shouldPadToTheLeastCommonMultipleWhenAlignmentsDiffer() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "a",
                TestMachine.IOMMU_BUS,
                Constraints.builder().strideAlignment(3).build());
        machine.device(
                "b",
                TestMachine.IOMMU_BUS,
                Constraints.builder().strideAlignment(4).heightAlignment(16).build());

        ImageLayout layout =
                (ImageLayout) machine.selection.plan(frame("a", "b")).layout();

        assertThat(layout.planes().get(0).stride()).isEqualTo(108);
        assertThat(layout.planes().get(0).rows()).isEqualTo(64);
        assertThat(layout.planes().get(1).stride()).isEqualTo(108);
    }

    @Test
    void shouldTakeTheFirstFormatThatEveryDeviceTakes() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "a",
                TestMachine.IOMMU_BUS,
                Constraints.builder().formats(PixelFormat.I420).build());

        ImageLayout layout = (ImageLayout) machine.selection.plan(frame("a")).layout();

        assertThat(layout.format()).isEqualTo(PixelFormat.I420);
    }

    @Test
    void shouldNameTheDeviceWhenNoFormatIsCommon() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "display0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().formats(PixelFormat.XRGB8888).build());

        Refusal refusal = onlyRefusal("system", frame("display0"));

        assertThat(refusal.constraint()).isEqualTo(Constraint.FORMAT);
        assertThat(refusal.participant()).isEqualTo("display0");
    }

    @Test
    void shouldRefusePagelessMemoryWhenADeviceTakesPagesOnly() {
        machine.heap(new TestHeap(
                "carveout",
                Capabilities.between(0, 0xffff_ffffL)
                        .mappingTypes(MappingType.PRIVATE)
                        .build()));
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);

        Refusal refusal = onlyRefusal("carveout", frame("camera0"));

        assertThat(refusal.constraint()).isEqualTo(Constraint.MAPPING_TYPE);
        assertThat(refusal.wanted()).isEqualTo("one of [PAGES]");
        assertThat(refusal.offered()).isEqualTo("[PRIVATE]");
    }

    @Test
    void shouldNameTheBusWhenNoMapperServesADevice() {
        machine.heap(TestHeap.system("system"));
        machine.device("lost0", "nowhere", Constraints.NONE);

        assertThat(onlyRefusal("system", frame("lost0")).constraint()).isEqualTo(Constraint.MAPPER);
    }

    @Test
    void shouldNameTheOrientationAloneWhenMemoryHasNoSuchView() {
        machine.heap(TestHeap.system("system"));
        machine.device("display0", TestMachine.DIRECT_BUS, Constraints.NONE);
        AllocationRequest turned = AllocationRequest.image(64, 64, PixelFormat.NV12)
                .device("display0", Orientation.ROTATE_90)
                .build();

        Refusal refusal = onlyRefusal("system", turned);

        assertThat(refusal.constraint()).isEqualTo(Constraint.ORIENTATION);
        assertThat(refusal.wanted()).isEqualTo("ROTATE_90");
    }

    @Test
    void shouldRefuseMemoryWithoutCpuViewWhenTheCpuWantsOne() {
        machine.heap(new TestHeap(
                "dark",
                Capabilities.between(0, 0xffffL)
                        .coherencyDomain(CoherencyDomain.INACCESSIBLE)
                        .build()));
        AllocationRequestBuilder request = AllocationRequest.bytes(1);

        assertThat(onlyRefusal("dark", request.build()).constraint()).isEqualTo(Constraint.CPU_ACCESS);
        assertThat(explain(request.cpuUse(CpuUse.NONE).build()).chosen()).isPresent();
    }

    @Test
    void shouldRefuseEverywhereWhenTheSizeIsBeyondTheLimit() {
        machine.heap(TestHeap.system("system"));

        Refusal refusal =
                onlyRefusal("system", AllocationRequest.bytes(1L << 40).build());

        assertThat(refusal.constraint()).isEqualTo(Constraint.SIZE);
        assertThat(refusal.participant()).isEqualTo("request");
    }

    @Test
    void shouldListKnownDevicesWhenADeviceIsUnknown() {
        machine.device("camera0", TestMachine.DIRECT_BUS, CAMERA);

        assertThatThrownBy(() -> explain(frame("camera9")))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("device=camera9")
                .hasMessageContaining("[camera0]")
                .extracting(e -> ((EntrepotException) e).reason())
                .isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void shouldPassADisabledHeapByUntilItIsEnabled() {
        machine.heap(TestHeap.system("system"));
        machine.roster.disable("system");
        assertThat(onlyRefusal("system", frame()).constraint()).isEqualTo(Constraint.STATE);

        machine.roster.enable("system");

        assertThat(explain(frame()).chosen()).isPresent();
    }

    @Test
    void shouldRefuseOnlyTheFailingHeapWhenOneThrows() {
        machine.heap(TestHeap.cma("cma"));
        TestHeap broken = TestHeap.system("broken");
        machine.heap(broken);
        broken.failing = true;

        assertThat(explain(frame()).chosen().orElseThrow().exporter()).isEqualTo("cma");
        Refusal refusal = onlyRefusal("broken", frame());
        assertThat(refusal.constraint()).isEqualTo(Constraint.STATE);
        assertThat(refusal.offered()).contains("failing", "exporter=broken", "test bug");
    }

    @Test
    void shouldGiveTheSamePlanAgainWhenNothingChanged() {
        machine.heap(TestHeap.system("system"));

        assertThat(machine.selection.plan(frame())).isSameAs(machine.selection.plan(frame()));
    }

    @Test
    void shouldPlanAnewWhenTheRosterChanged() {
        Backend system = machine.heap(TestHeap.system("system"));
        machine.heap(TestHeap.cma("cma"));
        assertThat(explain(frame()).chosen().orElseThrow().exporter()).isEqualTo("system");

        machine.leave(system);

        assertThat(explain(frame()).chosen().orElseThrow().exporter()).isEqualTo("cma");
    }

    @Test
    void shouldLetTheNextBearANameWhenItsBearerLeaves() {
        Backend first = machine.heap(TestHeap.system("system"));
        Backend second = machine.heap(TestHeap.system("system"));
        assertThat(machine.roster.backends()).containsExactly(first);

        machine.leave(first);

        assertThat(machine.roster.backends()).containsExactly(second);
    }
}
