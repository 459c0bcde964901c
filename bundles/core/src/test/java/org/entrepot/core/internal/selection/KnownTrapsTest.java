package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Cacheability;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.FormatModifiers.Pair;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

/** What goes wrong when devices share memory, each with the refusal that names it and the remedy that works. */
class KnownTrapsTest {
    private static final Constraints ONE_RUN =
            Constraints.builder().maxSegments(1).build();
    private static final Modifier TILED = new Modifier(0x0100_0000_0000_0001L);
    private static final Modifier COMPRESSED = new Modifier(0x0800_0000_0000_0011L);

    private final TestMachine machine = new TestMachine();

    private static AllocationRequest frame(String... devices) {
        return AllocationRequest.image(100, 50, PixelFormat.NV12)
                .devices(devices)
                .build();
    }

    private Explanation explain(AllocationRequest request) {
        return machine.selection.plan(request).explanation();
    }

    private Verdict chosen(AllocationRequest request) {
        return explain(request).chosen().orElseThrow();
    }

    private List<Refusal> refusals(String exporter, AllocationRequest request) {
        return explain(request).verdicts().stream()
                .filter(verdict -> verdict.exporter().equals(exporter))
                .flatMap(verdict -> verdict.refusals().stream())
                .toList();
    }

    private Plane firstPlane(AllocationRequest request) {
        return ((ImageLayout) machine.selection.plan(request).layout()).planes().get(0);
    }

    /** Why a device cannot use a buffer that was laid out without it. */
    private List<Refusal> refusalsOfLate(String device, AllocationRequest without) {
        Plan plan = machine.selection.plan(without);
        Plan.Offer offer = plan.offers().get(0);
        Participant late = machine.selection.participant(
                machine.roster.device(device), Orientation.ROTATE_0, Direction.BIDIRECTIONAL);
        return new PlacementCheck.Placed(
                        plan,
                        plan.layout(),
                        MemoryFacts.of(offer.backend().allocate(offer.memory())),
                        offer.backend().capabilities())
                .misfits(late);
    }

    private static TestHeap scattered(String name, Cacheability cacheability) {
        return new TestHeap(
                name,
                Capabilities.between(0, 0xffff_ffffL).cacheability(cacheability).build());
    }

    @Test
    void memoryAbove4GiBFor32BitOnlyDevice() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "camera0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).build());

        assertThat(refusals("system", frame("camera0")))
                .containsExactly(new Refusal(
                        Constraint.ADDRESS_BITS, "32 bits (up to 0xffffffff)", "from 0x100000000", "camera0"));

        machine.heap(TestHeap.cma("low"));
        assertThat(chosen(frame("camera0")).exporter()).isEqualTo("low");
    }

    @Test
    void scatteredMemoryForContiguousOnlyDeviceWithoutIommu() {
        TestHeap system = TestHeap.system("system");
        system.runs = 15;
        machine.heap(system);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN);

        assertThat(refusals("system", frame("camera0")))
                .containsExactly(new Refusal(Constraint.MAX_SEGMENTS, "one run", "about 15", "camera0"));

        machine.heap(TestHeap.cma("cma"));
        assertThat(chosen(frame("camera0")).exporter()).isEqualTo("cma");
    }

    @Test
    void scatteredMemoryForContiguousOnlyDeviceBehindIommu() {
        TestHeap system = TestHeap.system("system");
        system.runs = 2;
        machine.heap(system);
        machine.device("bare0", TestMachine.DIRECT_BUS, ONE_RUN);
        machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN);

        assertThat(refusals("system", frame("camera0", "bare0")))
                .containsExactly(new Refusal(Constraint.MAX_SEGMENTS, "one run", "about 2", "bare0"));

        assertThat(chosen(frame("camera0")).routes())
                .containsExactly(new Route("camera0", MappingType.PAGES, "iommu0", 1));
        try (DmaBuf buffer = machine.buffers.allocate(frame("camera0"), machine.account);
                var attachment = buffer.attach("camera0");
                var mapping = attachment.map(Direction.FROM_DEVICE)) {
            assertThat(mapping.segments()).hasSize(1);
        }
    }

    @Test
    void stride256Against100ByteRows() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "display0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().strideAlignment(256).build());

        assertThat(refusalsOfLate("display0", frame()))
                .contains(new Refusal(
                        Constraint.STRIDE_ALIGNMENT, "multiples of 256 bytes", "stride 100 at offset 0", "display0"));

        assertThat(firstPlane(frame("display0"))).isEqualTo(new Plane(0, 256, 50));
    }

    @Test
    void strideAlignments3And4Give12() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "three0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().strideAlignment(3).build());
        machine.device(
                "four0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().strideAlignment(4).build());

        assertThat(refusalsOfLate("four0", frame("three0")))
                .contains(new Refusal(
                        Constraint.STRIDE_ALIGNMENT, "multiples of 4 bytes", "stride 102 at offset 0", "four0"));

        assertThat(firstPlane(frame("three0", "four0")).stride()).isEqualTo(9 * 12);
    }

    @Test
    void decoderThatWrites16ExtraRows() {
        machine.heap(TestHeap.system("system"));
        machine.device(
                "decoder0",
                TestMachine.IOMMU_BUS,
                Constraints.builder().paddingRows(16).build());

        assertThat(refusalsOfLate("decoder0", frame()))
                .containsExactly(new Refusal(Constraint.PADDING, "16 rows behind the image", "0 rows", "decoder0"));

        assertThat(firstPlane(frame("decoder0")).rows()).isEqualTo(50 + 16);
    }

    @Test
    void writeCombinedMemoryForDeviceThatNeedsCached() {
        machine.heap(scattered("wc", Cacheability.WRITE_COMBINED));
        machine.device(
                "dsp0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().cacheabilities(Cacheability.CACHED).build());

        assertThat(refusals("wc", frame("dsp0")))
                .containsExactly(new Refusal(Constraint.CACHEABILITY, "CACHED", "WRITE_COMBINED", "dsp0"));

        machine.heap(scattered("cached", Cacheability.CACHED));
        assertThat(chosen(frame("dsp0")).exporter()).isEqualTo("cached");
    }

    @Test
    void pagelessCarveoutForImporterThatTakesPagesOnly() {
        machine.heap(new TestHeap(
                "carveout",
                Capabilities.between(0, 0xffff_ffffL)
                        .contiguity(Capabilities.Contiguity.ONE_RUN)
                        .mappingTypes(MappingType.DEVICE_ADDRESS, MappingType.PRIVATE)
                        .build()));
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE, MappingType.PAGES);
        machine.device("camera1", TestMachine.DIRECT_BUS, Constraints.NONE, MappingType.PAGES, MappingType.PRIVATE);

        assertThat(refusals("carveout", frame("camera0")))
                .containsExactly(
                        new Refusal(Constraint.MAPPING_TYPE, "one of [PAGES]", "[DEVICE_ADDRESS, PRIVATE]", "camera0"));

        assertThat(chosen(frame("camera1")).routes())
                .containsExactly(new Route("camera1", MappingType.PRIVATE, "carveout", 1));
    }

    @Test
    void noCommonFormatModifier() {
        machine.heap(TestHeap.system("system"));
        takes("gpu0", TILED);
        takes("display0", COMPRESSED);
        takes("display1", COMPRESSED, TILED);

        assertThat(refusals("system", anyModifier("gpu0", "display0")))
                .containsExactly(
                        new Refusal(Constraint.MODIFIER, "NV12 with " + TILED, "with " + COMPRESSED, "gpu0"),
                        new Refusal(Constraint.MODIFIER, "NV12 with " + COMPRESSED, "with " + TILED, "display0"));

        Plan plan = machine.selection.plan(anyModifier("gpu0", "display1"));
        assertThat(((ImageLayout) plan.layout()).modifier()).isEqualTo(TILED);
        assertThat(plan.explanation().chosen()).isPresent();
    }

    private void takes(String device, Modifier... modifiers) {
        List<Pair> pairs = List.of(modifiers).stream()
                .map(modifier -> Pair.of(PixelFormat.NV12, modifier))
                .toList();
        machine.device(
                device,
                TestMachine.IOMMU_BUS,
                Constraints.builder().formats(FormatModifiers.of(pairs)).build());
    }

    private static AllocationRequest anyModifier(String... devices) {
        return AllocationRequest.image(64, 64, PixelFormat.NV12)
                .modifiers()
                .devices(devices)
                .build();
    }

    @Test
    void twoAlternativesOfWhichOnlyTheSecondWorks() {
        machine.heap(scattered("wc", Cacheability.WRITE_COMBINED));
        Constraints cached =
                Constraints.builder().cacheabilities(Cacheability.CACHED).build();
        Constraints rows64 = Constraints.builder().heightAlignment(64).build();
        machine.device(
                "stubborn0", TestMachine.DIRECT_BUS, Constraints.NONE, new AlternativeGroup("input", List.of(cached)));
        machine.device(
                "encoder0",
                TestMachine.DIRECT_BUS,
                Constraints.NONE,
                new AlternativeGroup("input", List.of(cached, rows64)));

        assertThat(refusals("wc", frame("stubborn0")))
                .containsExactly(new Refusal(Constraint.CACHEABILITY, "CACHED", "WRITE_COMBINED", "stubborn0"));

        assertThat(explain(frame("encoder0")).choices())
                .containsExactly(new Choice(
                        "encoder0",
                        "input",
                        2,
                        2,
                        List.of("wc refused, cacheability: encoder0 wants CACHED, offered WRITE_COMBINED")));
        assertThat(firstPlane(frame("encoder0")).rows()).isEqualTo(64);
        assertThat(chosen(frame("encoder0")).exporter()).isEqualTo("wc");
    }
}
