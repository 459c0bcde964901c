package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.ConstraintField;
import org.entrepot.api.Constraints;
import org.entrepot.api.ConstraintsBuilder;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Protection;
import org.entrepot.api.Range;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

/** Each field of the constraints, and what a heap says against it. */
class FieldsTest {
    private static final Modifier TILED = new Modifier(0x0100_0000_0000_0001L);

    private final TestMachine machine = new TestMachine();

    private static Capabilities.Builder low() {
        return Capabilities.between(0, 0xffff_ffffL);
    }

    private void heap(Capabilities.Builder capabilities) {
        machine.heap(new TestHeap("heap", capabilities.build()));
    }

    private void device(String name, ConstraintsBuilder constraints) {
        machine.device(name, TestMachine.DIRECT_BUS, constraints.build());
    }

    private static AllocationRequestBuilder bytes(String... devices) {
        return AllocationRequest.bytes(8192).devices(devices);
    }

    private static AllocationRequestBuilder frame(String... devices) {
        return AllocationRequest.image(100, 50, PixelFormat.NV12).devices(devices);
    }

    private List<Refusal> refusals(AllocationRequestBuilder request) {
        return machine.selection.plan(request.build()).explanation().verdicts().stream()
                .flatMap(verdict -> verdict.refusals().stream())
                .toList();
    }

    private Plan plan(AllocationRequestBuilder request) {
        return machine.selection.plan(request.build());
    }

    private ImageLayout layout(AllocationRequestBuilder request) {
        return (ImageLayout) plan(request).layout();
    }

    @Test
    void shouldNameTheDomainWhenCpuAndDeviceDoNotAgreeThere() {
        heap(low().coherencyDomain(CoherencyDomain.RAM));
        device("a", Constraints.builder().coherencyDomains(CoherencyDomain.CPU));

        assertThat(refusals(bytes("a"))).containsExactly(new Refusal(Constraint.COHERENCY, "CPU", "RAM", "a"));
    }

    @Test
    void shouldKeepTheCpuAndOpenDevicesAwayWhenMemoryIsSecure() {
        heap(low().protection(Protection.SECURE));
        device("open0", Constraints.builder().protections(Protection.OPEN));
        device("any0", Constraints.builder());

        assertThat(refusals(bytes("open0").cpuUse(CpuUse.READ)))
                .containsExactly(
                        new Refusal(Constraint.PROTECTION, "OPEN", "SECURE", "open0"),
                        new Refusal(Constraint.PROTECTION, "OPEN memory for READ", "SECURE", "cpu"));
        assertThat(refusals(bytes("any0").cpuUse(CpuUse.NONE))).isEmpty();
    }

    @Test
    void shouldRefuseWritersWhenMemoryCanOnlyBeRead() {
        heap(low().deviceAccess(Direction.TO_DEVICE));
        device("a", Constraints.builder());

        assertThat(refusals(bytes("a").cpuUse(CpuUse.WRITE)))
                .containsExactly(
                        new Refusal(Constraint.USAGE, "BIDIRECTIONAL", "TO_DEVICE", "a"),
                        new Refusal(Constraint.USAGE, "WRITE", "memory that can only be read", "cpu"));
        assertThat(refusals(bytes().use("a", Direction.TO_DEVICE).cpuUse(CpuUse.READ)))
                .isEmpty();
    }

    @Test
    void shouldTakeMemoryOfWhichSomeIsInReachWhenAMaskHasGaps() {
        heap(Capabilities.between(0x4000_0000L, 0x7fff_ffffL));
        device("gap0", Constraints.builder().addressMask(0xffff_ffffL & ~0x4000_0000L));
        device("half0", Constraints.builder().addressMask(0xffff_ffffL & ~0x1000_0000L));

        assertThat(refusals(bytes("gap0")))
                .containsExactly(new Refusal(
                        Constraint.ADDRESS_BITS,
                        "addresses within 0xbfffffff (up to 0x3fffffff)",
                        "from 0x40000000",
                        "gap0"));
        assertThat(refusals(bytes("half0"))).isEmpty();
    }

    @Test
    void shouldNameAllWhoseMasksLeaveNoAddressTogether() {
        heap(Capabilities.between(0x1000_0000L, 0x3fff_ffffL));
        device("a", Constraints.builder().addressMask(0x1fff_ffffL));
        device("b", Constraints.builder().addressMask(0x2fff_ffffL));

        assertThat(refusals(bytes("a", "b")))
                .extracting(Refusal::constraint, Refusal::participant)
                .containsExactly(tuple(Constraint.ADDRESS_BITS, "a+b"));
    }

    @Test
    void shouldGoByWhatAHeapCanBeAskedForWhenAlignmentsAreMerged() {
        heap(low().alignableTo(12 * 4096));
        device("three0", Constraints.builder().addressAlignment(3 * 4096));
        device("four0", Constraints.builder().addressAlignment(4 * 4096));
        device("five0", Constraints.builder().addressAlignment(5 * 4096));

        assertThat(plan(bytes("three0", "four0"))
                        .offers()
                        .get(0)
                        .memory()
                        .constraints()
                        .addressAlignment())
                .isEqualTo(12 * 4096);
        assertThat(refusals(bytes("three0", "five0")))
                .containsExactly(new Refusal(
                        Constraint.ADDRESS_ALIGNMENT, "multiples of 61440", "multiples of 4096", "three0+five0"));
    }

    @Test
    void shouldLeaveOutMappingTypesThatTheConstraintsExclude() {
        heap(low().mappingTypes(MappingType.PAGES, MappingType.PRIVATE));
        machine.device(
                "a",
                TestMachine.DIRECT_BUS,
                Constraints.builder().mappingTypes(MappingType.PRIVATE).build(),
                MappingType.PAGES,
                MappingType.PRIVATE);

        assertThat(plan(bytes("a")).explanation().chosen().orElseThrow().routes())
                .containsExactly(new Route("a", MappingType.PRIVATE, "heap", 1));
    }

    @Test
    void shouldAskForWhatNoMapperLiftsWhenTheExporterMaps() {
        heap(low().mappingTypes(MappingType.PRIVATE));
        machine.device(
                "a",
                TestMachine.IOMMU_BUS,
                Constraints.builder().addressBits(30).build(),
                MappingType.PRIVATE);

        Plan plan = plan(bytes("a"));

        assertThat(plan.memory().constraints().addressBits()).isEqualTo(64);
        assertThat(plan.offers().get(0).memory().constraints().addressBits()).isEqualTo(30);
    }

    @Test
    void shouldMakeABufferLargerWhenADeviceWantsMore() {
        heap(low());
        device("a", Constraints.builder().minSize(20_000));
        device("b", Constraints.builder().maxSize(16_384));

        assertThat(plan(bytes("a")).memory().bytes()).isEqualTo(20_480);
        assertThat(refusals(bytes("a", "b")))
                .containsExactly(new Refusal(Constraint.SIZE, "at most 16384 bytes", "20480 bytes", "b"));
    }

    @Test
    void shouldNameTheExtentWhenAnImageIsTooWideOrHigh() {
        heap(low());
        device("a", Constraints.builder().width(new Range(0, 64)).height(new Range(64, 4096)));

        assertThat(refusals(frame("a")))
                .containsExactly(
                        new Refusal(Constraint.IMAGE_SIZE, "0..64 wide", "100 wide", "a"),
                        new Refusal(Constraint.IMAGE_SIZE, "64..4096 high", "50 high", "a"));
    }

    @Test
    void shouldPlacePlanesAndPaddingAsAllWantThem() {
        heap(low());
        device("a", Constraints.builder().offsetAlignment(4096).paddingBytes(100));
        device("b", Constraints.builder().paddingRows(3).paddingBytes(64));

        ImageLayout layout = layout(frame("a", "b"));

        assertThat(layout.planes().get(0).rows()).isEqualTo(53);
        assertThat(layout.planes().get(1).offset()).isEqualTo(8192);
        assertThat(layout.bytes()).isEqualTo(layout.planes().get(1).end() + 100);
    }

    @Test
    void shouldKeepTheNeedsOfOneWhoIsNoDevice() {
        heap(low());
        Constraints wide = Constraints.builder().strideAlignment(64).build();
        Constraints cached = Constraints.builder()
                .coherencyDomains(CoherencyDomain.RAM)
                .mappingTypes(MappingType.FD)
                .build();

        assertThat(layout(frame().needs("library", wide)).planes().get(0).stride())
                .isEqualTo(128);
        assertThat(refusals(frame().needs("player", cached)))
                .containsExactly(
                        new Refusal(Constraint.MAPPING_TYPE, "FD", "[PAGES]", "player"),
                        new Refusal(Constraint.COHERENCY, "RAM", "CPU", "player"));
    }

    @Test
    void shouldPreferRowsThenTheLowestNumberAmongModifiersThatAllTake() {
        heap(low());
        Modifier other = new Modifier(0x0100_0000_0000_0002L);
        device("a", taking(other, Modifier.INVALID, TILED));
        device("b", taking(other, TILED, Modifier.LINEAR, Modifier.INVALID));
        device("c", taking(Modifier.LINEAR, TILED));
        device("any0", Constraints.builder());

        assertThat(layout(frame("a", "b", "any0").modifiers()).modifier()).isEqualTo(TILED);
        assertThat(layout(frame("b", "c").modifiers()).modifier()).isEqualTo(Modifier.LINEAR);
        assertThat(layout(frame("a", "b").modifiers(other, TILED)).modifier()).isEqualTo(other);
    }

    private static ConstraintsBuilder taking(Modifier... modifiers) {
        List<FormatModifiers.Pair> pairs = List.of(modifiers).stream()
                .map(modifier -> FormatModifiers.Pair.of(PixelFormat.NV12, modifier))
                .toList();
        return Constraints.builder().set(ConstraintField.FORMATS, FormatModifiers.of(pairs));
    }

    @Test
    void shouldWantSomebodySpecificWhenEverybodyTakesAnyModifier() {
        heap(low());
        device("any0", Constraints.builder());

        assertThat(refusals(frame("any0").modifiers()))
                .containsExactly(new Refusal(
                        Constraint.MODIFIER,
                        "somebody who names a modifier of NV12",
                        "any modifier from everybody",
                        "request"));
    }

    @Test
    void shouldNotTurnWhatDoesNotLieInRows() {
        heap(low().orientations(Orientation.ROTATE_90).mappingTypes(MappingType.PRIVATE));
        machine.device("turned0", TestMachine.DIRECT_BUS, Constraints.NONE, MappingType.PRIVATE);

        assertThat(refusals(frame().device("turned0", Orientation.ROTATE_90).modifiers(TILED)))
                .containsExactly(new Refusal(Constraint.MODIFIER, "NV12 with LINEAR", "with " + TILED, "turned0"));
    }

    @Test
    void shouldSayTheSameInTheSameWordsWhateverTheOrderOfArrival() {
        TestMachine other = new TestMachine();
        for (String name : List.of("b", "a", "c")) {
            machine.heap(new TestHeap(name, low().build()));
        }
        for (String name : List.of("c", "b", "a")) {
            other.heap(new TestHeap(name, low().build()));
        }

        assertThat(machine.selection.plan(frame().build()).explanation())
                .hasToString(other.selection.plan(frame().build()).explanation().toString());
    }
}
