package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.ByDescriptor;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.KernelMapping;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.TestMapper;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that a driver of the kernel finds otherwise than a mapper of page frames does: one run there, scattered here. */
class ByDescriptorTest {
    private static final long PAGE = 4096;
    private static final long LARGEST = 64 * PAGE;
    private static final Constraints ONE_RUN =
            Constraints.builder().maxSegments(1).build();

    private final TestMachine machine = new TestMachine();

    @BeforeEach
    void make() {
        machine.heap(new TestHeap(
                "cma",
                Capabilities.between(0x3000_0000L, 0x33ff_ffffL)
                        .contiguity(Contiguity.ONE_RUN)
                        .mappingTypes(MappingType.PAGES, MappingType.FD)
                        .byDescriptor(new ByDescriptor(Contiguity.SCATTERED, LARGEST))
                        .build()));
    }

    private Device driver(String name, Constraints constraints) {
        return machine.device(name, TestMachine.DIRECT_BUS, constraints, MappingType.FD);
    }

    private Explanation explain(long bytes, String... devices) {
        return machine.selection
                .plan(AllocationRequest.bytes(bytes).devices(devices).build())
                .explanation();
    }

    private List<Refusal> refusals(long bytes, String device) {
        return explain(bytes, device).verdicts().get(0).refusals();
    }

    @Test
    void shouldRefuseADriverThatTakesOneRun() {
        driver("video0", ONE_RUN);

        assertThat(refusals(16 * PAGE, "video0"))
                .containsExactly(
                        new Refusal(Constraint.MAX_SEGMENTS, "one run", "up to 16 through the descriptor", "video0"));
        assertThat(refusals(PAGE, "video0")).isEmpty();
    }

    @Test
    void shouldServeAMapperOfPageFramesAllTheSame() {
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN);

        assertThat(refusals(16 * PAGE, "camera0")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsTooLargeForADescriptor() {
        driver("video0", Constraints.NONE);
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);

        assertThat(refusals(LARGEST + PAGE, "video0"))
                .extracting(Refusal::constraint, Refusal::participant)
                .containsExactly(tuple(Constraint.SIZE, "video0"));
        assertThat(refusals(LARGEST, "video0")).isEmpty();
        assertThat(refusals(LARGEST + PAGE, "camera0")).isEmpty();
    }

    @Test
    void shouldExpectARunForEachPageOnTheRouteOfADriver() {
        driver("video0", Constraints.NONE);
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);

        assertThat(explain(16 * PAGE, "video0", "camera0")
                        .chosen()
                        .orElseThrow()
                        .routes())
                .extracting(Route::expectedSegments)
                .containsExactly(16, 1);
    }

    @Test
    void shouldHoldALateDriverAgainstWhatItFinds() {
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
        AllocationRequest request =
                AllocationRequest.bytes(16 * PAGE).devices("camera0").build();

        assertThat(misfits(request, driver("video0", ONE_RUN)))
                .containsExactly(
                        new Refusal(Constraint.MAX_SEGMENTS, "one run", "up to 16 through the descriptor", "video0"));
        assertThat(misfits(request, driver("video1", Constraints.NONE))).isEmpty();
        assertThat(misfits(request, machine.device("late0", TestMachine.DIRECT_BUS, ONE_RUN)))
                .isEmpty();
    }

    @Test
    void shouldRefuseADriverThatMapsForTheCpuMemoryOfWhichItWouldSeeAPage() {
        machine.heap(new TestHeap(
                "huge",
                Capabilities.between(0x4000_0000L, 0x43ff_ffffL)
                        .contiguity(Contiguity.ONE_RUN)
                        .mappingTypes(MappingType.PAGES, MappingType.FD)
                        .byDescriptor(new ByDescriptor(Contiguity.ONE_RUN, LARGEST, KernelMapping.FIRST_PAGE))
                        .build()));
        Constraints wantsAll =
                Constraints.builder().kernelMappings(KernelMapping.WHOLE).build();
        driver("video0", wantsAll);
        driver("video1", ONE_RUN);
        machine.device("camera0", TestMachine.DIRECT_BUS, wantsAll);

        assertThat(refused("huge", "video0"))
                .containsExactly(new Refusal(Constraint.KERNEL_MAPPING, "WHOLE", "FIRST_PAGE", "video0"));
        assertThat(refused("cma", "video0")).isEmpty();
        assertThat(refused("huge", "video1")).as("a driver that does not").isEmpty();
        assertThat(refused("huge", "camera0")).as("a mapper of page frames").isEmpty();
    }

    private List<Refusal> refused(String heap, String device) {
        return explain(16 * PAGE, device).verdicts().stream()
                .filter(verdict -> verdict.exporter().equals(heap))
                .findFirst()
                .orElseThrow()
                .refusals();
    }

    @Test
    void shouldRefuseALateDriverThatWouldSeeAPage() {
        machine.heap(new TestHeap(
                "aaa-huge",
                Capabilities.between(0x4000_0000L, 0x43ff_ffffL)
                        .contiguity(Contiguity.ONE_RUN)
                        .mappingTypes(MappingType.PAGES, MappingType.FD)
                        .byDescriptor(new ByDescriptor(Contiguity.ONE_RUN, LARGEST, KernelMapping.FIRST_PAGE))
                        .build()));
        driver("video1", ONE_RUN);
        AllocationRequest request =
                AllocationRequest.bytes(16 * PAGE).devices("video1").build();
        Constraints wantsAll =
                Constraints.builder().kernelMappings(KernelMapping.WHOLE).build();

        assertThat(misfits(request, driver("video0", wantsAll)))
                .containsExactly(new Refusal(Constraint.KERNEL_MAPPING, "WHOLE", "FIRST_PAGE", "video0"));
    }

    @Test
    void shouldTakeNoMappersWordForWhatADriverItselfMaps() {
        machine.heap(new TestHeap(
                "aaa-huge",
                Capabilities.between(0x4000_0000L, 0x43ff_ffffL)
                        .contiguity(Contiguity.ONE_RUN)
                        .mappingTypes(MappingType.PAGES, MappingType.FD)
                        .byDescriptor(new ByDescriptor(Contiguity.ONE_RUN, LARGEST, KernelMapping.FIRST_PAGE))
                        .build()));
        TestMapper lifting = new TestMapper("lifting0", "other", false);
        lifting.liftsToo = constraints -> constraints.toBuilder()
                .kernelMappings(KernelMapping.WHOLE, KernelMapping.FIRST_PAGE)
                .build();
        machine.roster.arrive(new MappingLayer(lifting, "test", () -> 0, machine.watch));
        driver("video1", ONE_RUN);
        Device wantsAll = machine.device(
                "video0",
                "other",
                Constraints.builder().kernelMappings(KernelMapping.WHOLE).build(),
                MappingType.FD);
        Refusal refusal = new Refusal(Constraint.KERNEL_MAPPING, "WHOLE", "FIRST_PAGE", "video0");

        assertThat(refused("aaa-huge", "video0")).contains(refusal);
        assertThat(misfits(AllocationRequest.bytes(16 * PAGE).devices("video1").build(), wantsAll))
                .contains(refusal);
    }

    private List<Refusal> misfits(AllocationRequest request, Device late) {
        Plan plan = machine.selection.plan(request);
        Plan.Offer offer = plan.offers().get(0);
        Participant joining = machine.selection.participant(late, Orientation.ROTATE_0, Direction.BIDIRECTIONAL);
        return new PlacementCheck.Placed(
                        plan,
                        plan.layout(),
                        MemoryFacts.of(offer.backend().allocate(offer.memory())),
                        offer.backend().capabilities())
                .misfits(joining);
    }
}
