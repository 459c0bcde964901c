package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

/** What the properties of the selection found, as plain examples. */
class PlanCornersTest {
    private static final long PAGE = 4096;

    private final TestMachine machine = new TestMachine();

    private Plan plan(AllocationRequest request) {
        return machine.selection.plan(request);
    }

    private List<Refusal> refusals(AllocationRequest request) {
        return plan(request).explanation().verdicts().get(0).refusals();
    }

    private static Capabilities.Builder range(long lowest, long highest) {
        return Capabilities.between(lowest, highest).contiguity(Contiguity.ONE_RUN);
    }

    @Test
    void shouldRefuseOneRunWhenItsPartInReachIsTooShort() {
        machine.heap(new TestHeap("high", range(0xffff_f000L, 0x1_000f_ffffL).build()));
        machine.device(
                "camera0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).build());

        assertThat(refusals(AllocationRequest.bytes(PAGE).devices("camera0").build()))
                .isEmpty();
        assertThat(refusals(AllocationRequest.bytes(2 * PAGE).devices("camera0").build()))
                .extracting(Refusal::constraint, Refusal::offered)
                .containsExactly(
                        tuple(Constraint.ADDRESS_BITS, "from 0xfffff000, of which 4096 bytes in a row are in reach"));
    }

    @Test
    void shouldRefuseOneRunWhenItCrossesAGapOfTheMask() {
        machine.heap(new TestHeap("low", range(0, 0xf_ffffL).build()));
        machine.device(
                "camera0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressMask(~0x8000L).build());

        assertThat(refusals(AllocationRequest.bytes(0x8000).devices("camera0").build()))
                .isEmpty();
        assertThat(refusals(AllocationRequest.bytes(0x8001).devices("camera0").build()))
                .extracting(Refusal::constraint)
                .contains(Constraint.ADDRESS_BITS);
    }

    @Test
    void shouldRefuseScatteredMemoryWhenOneTakesOneRunAndAnotherReachesShorterOnes() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "few0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().maxSegments(1).build());
        machine.device(
                "gap0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressMask(~0x8000L).build());

        assertThat(refusals(
                        AllocationRequest.bytes(0x8000).devices("few0", "gap0").build()))
                .isEmpty();
        assertThat(refusals(
                        AllocationRequest.bytes(0x8001).devices("few0", "gap0").build()))
                .extracting(Refusal::constraint, Refusal::participant)
                .containsExactly(tuple(Constraint.ADDRESS_BITS, "gap0"));
    }

    @Test
    void shouldRefuseForTheAlignmentWhenNoCutFallsOnAMultiple() {
        machine.heap(new TestHeap("low", range(0, 0xf_ffffL).alignment(8192).build()));
        machine.device(
                "dma0",
                TestMachine.DIRECT_BUS,
                Constraints.builder()
                        .maxSegmentSize(PAGE)
                        .addressAlignment(8192)
                        .build());

        assertThat(refusals(AllocationRequest.bytes(PAGE).devices("dma0").build()))
                .isEmpty();
        assertThat(refusals(AllocationRequest.bytes(2 * PAGE).devices("dma0").build()))
                .extracting(Refusal::constraint, Refusal::participant)
                .containsExactly(tuple(Constraint.ADDRESS_ALIGNMENT, "dma0"));
    }

    @Test
    void shouldAskForLongRunsWhenOneTakesFewLongSegmentsAndAnotherManyShortOnes() {
        machine.heap(new TestHeap("low", range(0, 0xf_ffffL).build()));
        machine.device(
                "few0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().maxSegments(1).build());
        machine.device(
                "short0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().maxSegments(16).maxSegmentSize(PAGE).build());

        Plan plan =
                plan(AllocationRequest.bytes(4 * PAGE).devices("few0", "short0").build());

        assertThat(plan.offers().get(0).memory().constraints())
                .isEqualTo(Constraints.builder().maxSegments(1).build());
    }

    @Test
    void shouldTakeTheNextFormatWhenThePreferredOneIsTooLargeForEveryHeap() {
        machine.heap(new TestHeap("small", range(0, 0xf_ffffL).largestSize(PAGE).build()));

        Plan plan = plan(AllocationRequest.image(28, 37, PixelFormat.XRGB8888, PixelFormat.NV12)
                .build());

        assertThat(plan.explanation().chosen()).isPresent();
        assertThat(((ImageLayout) plan.layout()).format()).isEqualTo(PixelFormat.NV12);
    }

    @Test
    void shouldSpeakOfThePreferredFormatWhenNoneFits() {
        machine.heap(new TestHeap("small", range(0, 0xf_ffffL).largestSize(PAGE).build()));

        Plan plan = plan(AllocationRequest.image(280, 370, PixelFormat.XRGB8888, PixelFormat.NV12)
                .build());

        assertThat(plan.explanation().chosen()).isEmpty();
        assertThat(((ImageLayout) plan.explanation().layout().orElseThrow()).format())
                .isEqualTo(PixelFormat.XRGB8888);
    }

    @Test
    void shouldGiveATurnedDeviceItsPaddingRowsAsColumnsOfTheMemory() {
        machine.heap(new TestHeap(
                "views",
                range(0, 0xf_ffffL)
                        .mappingTypes(MappingType.PRIVATE)
                        .orientations(Orientation.ROTATE_90)
                        .build()));
        machine.device(
                "display0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().paddingRows(8).build(),
                MappingType.PRIVATE);

        Plan plan = plan(AllocationRequest.image(20, 10, PixelFormat.NV12)
                .device("display0", Orientation.ROTATE_90)
                .build());

        ImageLayout seen = ((ImageLayout) plan.layout()).seen(Orientation.ROTATE_90);
        assertThat(plan.explanation().chosen()).isPresent();
        assertThat(seen.planes().get(0).rows() - seen.height()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void shouldCountRowsBehindTheMapperWhenItJoinsThem() {
        machine.heap(new TestHeap(
                "rows",
                Capabilities.between(0, 0xf_ffffL)
                        .contiguity(Contiguity.ROWS)
                        .rowPitch(8192)
                        .build()));
        machine.device(
                "camera0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().maxSegments(1).build());

        assertThat(refusals(AllocationRequest.image(8, 8, PixelFormat.NV12)
                        .devices("camera0")
                        .build()))
                .isEmpty();
    }

    @Test
    void shouldNameTheOrientationWhenAMapperIsThereAndTurnsNothing() {
        machine.heap(new TestHeap(
                "views", range(0, 0xf_ffffL).orientations(Orientation.ROTATE_90).build()));
        machine.device("display0", TestMachine.DIRECT_BUS, Constraints.NONE);

        assertThat(refusals(AllocationRequest.image(8, 8, PixelFormat.NV12)
                        .device("display0", Orientation.ROTATE_90)
                        .build()))
                .extracting(Refusal::constraint, Refusal::participant)
                .containsExactly(tuple(Constraint.ORIENTATION, "display0"));
    }
}
