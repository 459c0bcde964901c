package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PrivateMapRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilerHeapTest {
    private static final long MIB = 1L << 20;
    private static final ImageLayout SMALL = ImageLayout.of(PixelFormat.NV12, 90, 70, 16, 2);

    private final Bench bench = new Bench(0);
    private final long free = bench.machine.free();
    private final TilerHeap heap = heap(Map.of());

    static Stream<Arguments> formatsAndViews() {
        return Stream.of(PixelFormat.values())
                .flatMap(format -> Stream.of(Orientation.values()).map(view -> Arguments.of(format, view)));
    }

    @ParameterizedTest
    @MethodSource("formatsAndViews")
    void shouldShowADeviceWhatAnotherWroteTurnedAsItAsked(PixelFormat format, Orientation orientation) {
        ImageLayout layout = ImageLayout.of(format, 90, 70, 16, 2);
        try (ExportedMemory memory = heap.allocate(Bench.request(layout));
                DeviceAddresses camera = Bench.map(memory, "camera", Direction.FROM_DEVICE, Orientation.ROTATE_0);
                DeviceAddresses display = Bench.map(memory, "display", Direction.TO_DEVICE, orientation)) {
            Lens writer = lens("camera", layout, camera);
            ImageLayout turned = layout.seen(orientation);
            Lens reader = lens("display", turned, display);
            for (int plane = 0; plane < format.planes(); plane++) {
                byte[][] pixels = fill(writer, layout, plane);
                int width = format.rowBytes(plane, layout.width()) / format.sampleBytes(plane);
                int height = format.rows(plane, layout.height());
                for (int y = 0; y < (orientation.swapsAxes() ? width : height); y++) {
                    for (int x = 0; x < (orientation.swapsAxes() ? height : width); x++) {
                        int[] place = Seen.place(orientation, x, y, width, height);
                        assertThat(reader.read(plane, x, y))
                                .as("%s %s plane %d (%d, %d)", format, orientation, plane, x, y)
                                .isEqualTo(pixels[place[1] * width + place[0]]);
                    }
                }
            }
        }
        assertUntouched();
    }

    private byte[][] fill(Lens writer, ImageLayout layout, int plane) {
        PixelFormat format = layout.format();
        Random random = new Random(plane);
        int width = format.rowBytes(plane, layout.width()) / format.sampleBytes(plane);
        byte[][] pixels = new byte[width * format.rows(plane, layout.height())][format.sampleBytes(plane)];
        for (int i = 0; i < pixels.length; i++) {
            random.nextBytes(pixels[i]);
            writer.write(plane, i % width, i / width, pixels[i]);
        }
        return pixels;
    }

    @ParameterizedTest
    @MethodSource("formatsAndViews")
    void shouldHandOutOneSegmentForEachRowOfExactlyTheBytes(PixelFormat format, Orientation orientation) {
        ImageLayout layout = ImageLayout.of(format, 130, 50, 64, 1);
        MemoryRequest request = Bench.request(layout);
        try (ExportedMemory memory = heap.allocate(request);
                DeviceAddresses shown = Bench.map(memory, "display", Direction.TO_DEVICE, orientation)) {
            List<Segment> segments = shown.segments();
            int rows = layout.seen(orientation).planes().stream()
                    .mapToInt(Plane::rows)
                    .sum();
            int front = rowsInFront(layout, orientation);
            assertThat(segments.stream().mapToLong(Segment::length).sum()).isEqualTo(request.bytes());
            assertThat(segments).hasSize(rows + front + (request.bytes() == layout.bytes() ? 0 : 1));
            long pitch = segments.get(1).address() - segments.get(0).address();
            assertThat(pitch)
                    .isLessThanOrEqualTo(heap.capabilities().rowPitch())
                    .isPositive();
        }
    }

    /** Rows of padding that a turned picture has in front, which its layout leaves out. */
    private static int rowsInFront(ImageLayout layout, Orientation orientation) {
        int left = 0;
        for (int i = 0; i < layout.planes().size(); i++) {
            Plane plane = layout.planes().get(i);
            int columns = plane.stride() / layout.format().sampleBytes(i);
            left += (orientation.swapsAxes() ? columns : plane.rows())
                    - layout.seen(orientation).planes().get(i).rows();
        }
        return left;
    }

    @Test
    void shouldBeOneRunInPageModeWhenTheBytesArePlain() {
        try (ExportedMemory memory = heap.allocate(Bench.request(3 * MIB));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            assertThat(shown.segments()).containsExactly(new Segment(0x8000_0000L - 3 * MIB, 3 * MIB));
            memory.view().put(4097, (byte) 5);
            byte[] read = new byte[1];
            port("dma0").read(0x8000_0000L - 3 * MIB + 4097, read, 0, 1);
            assertThat(read[0]).isEqualTo((byte) 5);
            port("dma0").write(0x8000_0000L - 1, new byte[] {6}, 0, 1);
            assertThat(memory.view().get((int) (3 * MIB - 1))).isEqualTo((byte) 6);
            assertThat(memory.privateMapper()
                            .orElseThrow()
                            .match(Bench.device("dma0", DeviceBus.DIRECT), Constraints.NONE, Orientation.ROTATE_90))
                    .isEqualTo(Match.TRY_NEXT);
        }
        assertUntouched();
    }

    @Test
    void shouldCutARunWhereTheDevicesSegmentsEnd() {
        Constraints limits = Constraints.builder()
                .maxSegmentSize(64 << 10)
                .segmentBoundary(1 << 20)
                .build();
        try (ExportedMemory memory = heap.allocate(Bench.request(MIB + 4096));
                DeviceAddresses shown = memory.privateMapper()
                        .orElseThrow()
                        .map(new PrivateMapRequest(
                                Bench.device("dma0", DeviceBus.DIRECT),
                                limits,
                                Direction.TO_DEVICE,
                                Orientation.ROTATE_0))) {
            assertThat(shown.segments()).hasSize(17).allMatch(segment -> segment.length() <= 64 << 10);
            assertThat(shown.segments().get(0).length()).isEqualTo(4096);
        }
    }

    @Test
    void shouldFaultWhenADeviceLeavesItsRows() {
        try (ExportedMemory memory = heap.allocate(Bench.request(SMALL));
                DeviceAddresses shown = Bench.map(memory, "camera", Direction.FROM_DEVICE, Orientation.ROTATE_0)) {
            Segment row = shown.segments().get(3);
            assertThatThrownBy(() -> port("camera").write(row.lastAddress(), new byte[2], 0, 2))
                    .isInstanceOf(EntrepotException.class);
            assertThatThrownBy(() -> port("camera").read(row.address(), new byte[1], 0, 1))
                    .isInstanceOf(EntrepotException.class);
            assertThatThrownBy(() -> port("stranger").write(row.address(), new byte[1], 0, 1))
                    .isInstanceOf(EntrepotException.class);
        }
    }

    @Test
    void shouldPinAsLongAsADeviceHasItMapped() {
        try (ExportedMemory memory = heap.allocate(Bench.request(SMALL))) {
            assertThat(counter("pinned pages")).isZero();
            DeviceAddresses one = Bench.map(memory, "camera", Direction.FROM_DEVICE, Orientation.ROTATE_0);
            DeviceAddresses two = Bench.map(memory, "display", Direction.TO_DEVICE, Orientation.ROTATE_90);
            // 2 x 2 slots of luma, 1 x 2 of chroma, and one for the bytes behind the image.
            assertThat(counter("pinned pages")).isEqualTo(7);
            one.close();
            one.close();
            assertThat(counter("pinned pages")).isEqualTo(7);
            two.close();
            assertThat(counter("pinned pages")).isZero();
            assertThat(counter("areas 2-d")).isEqualTo(2);
            assertThat(counter("areas 1-d")).isEqualTo(1);
        }
        assertThat(counter("areas 2-d")).isZero();
        assertUntouched();
    }

    @Test
    void shouldTakeExactlyTheSlotsOfItsPlanes() {
        ImageLayout hd = ImageLayout.of(PixelFormat.NV12, 1920, 1080, 64, 1);
        try (ExportedMemory memory = heap.allocate(Bench.request(hd))) {
            // 30 x 17 of 64 x 64, 15 x 17 of 64 x 32, and one for the last half page.
            assertThat(heap.usage())
                    .returns((510L + 255 + 1) * 4096, HeapUsage::used)
                    .returns(1L, HeapUsage::buffers);
            assertThat(memory.size()).isEqualTo(760 * 4096);
            assertThat(bench.machine.free()).isEqualTo(free - 766);
        }
        assertUntouched();
    }

    @Test
    void shouldBeZeroWhenMemoryIsUsedAgain() {
        ImageLayout layout = ImageLayout.of(PixelFormat.XRGB8888, 64, 64, 4, 1);
        for (int i = 0; i < 2; i++) {
            try (ExportedMemory memory = heap.allocate(Bench.request(layout));
                    DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
                assertThat(lens("dma0", layout, shown).read(0, 40, 50)).containsOnly(0);
                lens("dma0", layout, shown).write(0, 40, 50, new byte[] {1, 2, 3, 4});
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "96", "100", "640"})
    void shouldRefuseAnAlignmentThatIsNoPowerOfTwo(long alignment) {
        assertRefused(aligned(alignment), Reason.REFUSED, "power of two of at least 128", "alignment=" + alignment);
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 64, 128, 256, 4096, 16384})
    void shouldAlignTheFirstByteOfEveryRow(long alignment) {
        try (ExportedMemory first = heap.allocate(Bench.request(SMALL));
                ExportedMemory memory = heap.allocate(aligned(alignment));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.TO_DEVICE, Orientation.ROTATE_0)) {
            assertThat(first.size()).isPositive();
            assertThat(shown.segments().subList(0, 70))
                    .allMatch(segment -> segment.address() % Math.max(128, alignment) == 0);
        }
    }

    @Test
    void shouldRefuseAnAlignmentLongerThanARow() {
        assertRefused(aligned(32768), Reason.REFUSED, "within a row", "row=16384");
        assertUntouched();
    }

    private static MemoryRequest aligned(long alignment) {
        Constraints constraints =
                Constraints.builder().addressAlignment(alignment).build();
        return new MemoryRequest("test", 12288, constraints, SMALL);
    }

    @ParameterizedTest
    @CsvSource({"8193, 10", "10, 4097"})
    void shouldSayThatAnImageIsLargerThanTheContainer(int width, int height) {
        ImageLayout layout = ImageLayout.of(PixelFormat.XRGB8888, width, height, 4, 1);

        assertRefused(Bench.request(layout), Reason.OUT_OF_MEMORY, "no larger than its container", "most=8192x4096");
        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(0L, HeapUsage::fragmented);
        assertUntouched();
    }

    @Test
    void shouldSayThatBytesAreMoreThanTheContainer() {
        assertRefused(Bench.request(128 * MIB + 4096), Reason.OUT_OF_MEMORY, "no larger than its container");
        assertUntouched();
    }

    @Test
    void shouldRefuseRowsOfBrokenSamples() {
        ImageLayout odd =
                new ImageLayout(PixelFormat.NV12, 10, 10, List.of(new Plane(0, 15, 10), new Plane(150, 15, 5)), 225);

        assertRefused(Bench.request(odd), Reason.REFUSED, "whole samples", "stride=15", "sample=2");
        assertUntouched();
    }

    @Test
    void shouldTellFragmentationFromExhaustion() {
        ImageLayout tall = ImageLayout.of(PixelFormat.XRGB8888, 32, 4096, 4, 1);
        List<ExportedMemory> columns = new ArrayList<>();
        TilerHeap big = new Bench(0, 160 * MIB).heap(Map.of());
        for (int i = 0; i < 256; i++) {
            columns.add(big.allocate(Bench.request(tall)));
        }
        assertThatThrownBy(() -> big.allocate(Bench.request(tall)))
                .hasMessageContaining("exhausted")
                .hasMessageContaining("free=0");
        for (int i = 0; i < 256; i += 2) {
            columns.get(i).close();
        }
        ImageLayout wide = ImageLayout.of(PixelFormat.XRGB8888, 64, 32, 4, 1);
        assertThatThrownBy(() -> big.allocate(Bench.request(wide)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("fragmented")
                .hasMessageContaining("largestRun=4096");
        assertThat(big.usage()).returns(2L, HeapUsage::failures).returns(1L, HeapUsage::fragmented);
        columns.forEach(ExportedMemory::close);
        assertThat(big.usage()).returns(0L, HeapUsage::used).returns(128 * MIB, HeapUsage::largestRun);
        big.deactivate();
    }

    @Test
    void shouldLeaveNothingBehindWhenTheMachineHasNoPages() {
        assertRefused(Bench.request(100 * MIB), Reason.OUT_OF_MEMORY, "pages to put behind", "free=" + free);
        assertUntouched();
    }

    @Test
    void shouldGiveBackOnceWhenClosedTwice() {
        ExportedMemory first = heap.allocate(Bench.request(SMALL));
        first.close();
        try (ExportedMemory second = heap.allocate(Bench.request(SMALL))) {
            first.close();
            assertThat(heap.usage().buffers()).isEqualTo(1);
            assertThat(second.cookies()).isEmpty();
        }
        assertUntouched();
    }

    @Test
    void shouldSayWhatItsMemoryCan() {
        assertThat(heap.capabilities())
                .returns(Capabilities.Contiguity.ROWS, Capabilities::contiguity)
                .returns(32768L, Capabilities::rowPitch)
                .returns(Capabilities.CpuView.BRACKETED, Capabilities::cpuView)
                .returns(Capabilities.Supply.SCARCE, Capabilities::supply);
        assertThat(heap.capabilities().orientations()).containsExactlyInAnyOrder(Orientation.values());
        assertThat(heap.description().provenance().isEmulated()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "emulated, 40, 1, ROTATE_90, YES", "emulated-iommu, 34, 1, TRANSVERSE, YES",
                "emulated, 33, 1, ROTATE_90, TRY_NEXT",
        "emulated, 31, 128, ROTATE_0, YES", "emulated, 30, 1, ROTATE_0, TRY_NEXT", "pci, 64, 1, ROTATE_0, TRY_NEXT",
        "emulated, 40, 4096, ROTATE_0, TRY_NEXT", "emulated, 40, 4, ROTATE_180, TRY_NEXT"
    })
    void shouldMapForDevicesThatReachTheView(
            String bus, int bits, long alignment, Orientation orientation, Match match) {
        Constraints constraints = Constraints.builder()
                .addressBits(bits)
                .addressAlignment(alignment)
                .build();

        assertThat(heap.match(Bench.device("some", bus), constraints, orientation))
                .isEqualTo(match);
    }

    @Test
    void shouldDrawTheContainerAsAPlane() {
        try (ExportedMemory memory =
                heap.allocate(Bench.request(ImageLayout.of(PixelFormat.NV12, 2048, 1024, 64, 1)))) {
            assertThat(memory.size()).isEqualTo(3 * MIB);
            Occupancy fine = heap.occupancy(SlotMap.SLOTS).get(0);
            assertThat(fine).returns(256, Occupancy::columns).returns(4096L, Occupancy::cellBytes);
            Map<Occupancy.Use, Long> uses =
                    fine.cells().stream().collect(Collectors.groupingBy(use -> use, Collectors.counting()));
            assertThat(uses).containsEntry(Occupancy.Use.TAKEN, 768L).containsEntry(Occupancy.Use.FREE, 32000L);
            Occupancy coarse = heap.occupancy(600).get(0);
            assertThat(coarse).returns(32, Occupancy::columns).returns(64 * 4096L, Occupancy::cellBytes);
            assertThat(coarse.cells().get(0)).isEqualTo(Occupancy.Use.TAKEN);
            assertThat(coarse.cells().get(511)).isEqualTo(Occupancy.Use.FREE);
            assertThat(heap.occupancy(1).get(0).cells()).containsExactly(Occupancy.Use.PARTLY);
        }
    }

    @Test
    void shouldHaveTwoContainersWhenConfigured() {
        heap.deactivate();
        TilerHeap five = heap(Map.of("containers", 2));

        assertThat(five.usage().capacity()).isEqualTo(256 * MIB);
        assertThat(five.occupancy(8))
                .extracting(Occupancy::name)
                .containsExactly("container, tiled", "container, page");
    }

    @ParameterizedTest
    @CsvSource({"containers, 0", "containers, 3"})
    void shouldNameKeyAndValueWhenAConfiguredValueIsBad(String key, int value) {
        heap.deactivate();
        assertThatThrownBy(() -> heap(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.exporter.tiler")
                .hasMessageContaining(key + "=" + value);
        heap(Map.of()).deactivate();
    }

    @Test
    void shouldNameTheKeyWhenTheCpuAccessIsUnknown() {
        heap.deactivate();
        assertThatThrownBy(() -> heap(Map.of("cpu_access", "peek")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu.access=peek");
        heap(Map.of()).deactivate();
    }

    @Test
    void shouldNameTheOtherOwnerWhenTheUnitsAddressesAreTaken() {
        assertThatThrownBy(() -> heap(Map.of("entrepot_exporter", "second")))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("heap second")
                .hasMessageContaining("heap tiler");
    }

    private TilerHeap heap(Map<String, Object> values) {
        return bench.heap(values);
    }

    private DmaPort port(String device) {
        return bench.machine.port(device, DeviceBus.DIRECT);
    }

    private Lens lens(String device, ImageLayout seen, DeviceAddresses addresses) {
        return new Lens(port(device), seen, addresses.segments());
    }

    private long counter(String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    private void assertRefused(MemoryRequest request, Reason reason, String... words) {
        assertThatThrownBy(() -> heap.allocate(request))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
    }

    private void assertUntouched() {
        assertThat(heap.usage())
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::buffers)
                .returns(128 * MIB, HeapUsage::largestRun);
        assertThat(counter("pinned pages")).isZero();
        assertThat(bench.files.usage().files()).isZero();
        assertThat(bench.machine.free()).isEqualTo(free);
    }
}
