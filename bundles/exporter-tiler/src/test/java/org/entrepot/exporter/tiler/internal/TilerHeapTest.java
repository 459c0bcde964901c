package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilerHeapTest {
    private static final long MIB = 1L << 20;
    private static final ImageLayout SMALL = ImageLayout.of(PixelFormat.NV12, 90, 70, 16, 2);

    private final Bench bench = new Bench(0);
    private final TilerHeap heap = heap(Map.of());

    @Test
    void shouldTakeExactlyTheSlotsOfItsPlanes() {
        ImageLayout hd = ImageLayout.of(PixelFormat.NV12, 1920, 1080, 64, 1);
        try (ExportedMemory memory = heap.allocate(Bench.request(hd))) {
            // 30 x 17 of 64 x 64, 15 x 17 of 64 x 32, and one for the last half page.
            assertThat(heap.usage())
                    .returns((510L + 255 + 1) * 4096, HeapUsage::used)
                    .returns(1L, HeapUsage::buffers);
            assertThat(memory.size()).isEqualTo(760 * 4096);
            assertThat(bench.machine.free()).isEqualTo(bench.free - 766);
        }
        bench.assertUntouched(heap);
    }

    @ParameterizedTest
    @CsvSource({"3", "96", "100", "640"})
    void shouldRefuseAnAlignmentThatIsNoPowerOfTwo(long alignment) {
        assertRefused(aligned(alignment), Reason.REFUSED, "power of two of at least 128", "alignment=" + alignment);
        bench.assertUntouched(heap);
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
        bench.assertUntouched(heap);
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
        bench.assertUntouched(heap);
    }

    @Test
    void shouldSayThatBytesAreMoreThanTheContainer() {
        assertRefused(Bench.request(128 * MIB + 4096), Reason.OUT_OF_MEMORY, "no larger than its container");
        bench.assertUntouched(heap);
    }

    @Test
    void shouldRefuseRowsOfBrokenSamples() {
        ImageLayout odd =
                new ImageLayout(PixelFormat.NV12, 10, 10, List.of(new Plane(0, 15, 10), new Plane(150, 15, 5)), 225);

        assertRefused(Bench.request(odd), Reason.REFUSED, "whole samples", "stride=15", "sample=2");
        bench.assertUntouched(heap);
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
        assertRefused(Bench.request(100 * MIB), Reason.OUT_OF_MEMORY, "pages to put behind", "free=" + bench.free);
        bench.assertUntouched(heap);
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
        bench.assertUntouched(heap);
    }

    @Test
    void shouldSayWhatItsMemoryCan() {
        assertThat(heap.capabilities())
                .returns(Capabilities.Contiguity.ROWS, Capabilities::contiguity)
                .returns(32768L, Capabilities::rowPitch)
                .returns(CoherencyDomain.RAM, Capabilities::coherencyDomain)
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

    private void assertRefused(MemoryRequest request, Reason reason, String... words) {
        assertThatThrownBy(() -> heap.allocate(request))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
    }
}
