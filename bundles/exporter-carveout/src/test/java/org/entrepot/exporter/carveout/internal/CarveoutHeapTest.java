package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.entrepot.exporter.carveout.internal.Bench.BASE;
import static org.entrepot.exporter.carveout.internal.Bench.BYTES;
import static org.entrepot.exporter.carveout.internal.Bench.MIB;
import static org.entrepot.exporter.carveout.internal.Bench.PAGE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryCookie.ProcessAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CarveoutHeapTest {
    private final Bench bench = new Bench();

    @Test
    void shouldNeverOfferPages() {
        CarveoutHeap heap = bench.heap(Map.of());

        assertThat(heap.capabilities().mappingTypes())
                .contains(MappingType.DEVICE_ADDRESS, MappingType.PRIVATE)
                .doesNotContain(MappingType.PAGES, MappingType.FD);
        try (ExportedMemory memory = heap.allocate(Bench.request(3 * PAGE))) {
            assertThat(memory.cookies())
                    .contains(new MemoryCookie.DeviceAddress("carveout", DeviceBus.DIRECT, BASE, 3 * PAGE))
                    .noneMatch(MemoryCookie.Pages.class::isInstance);
        }
    }

    @Test
    void shouldOfferItsBytesByAddressWhenTheyAreAFileOfTheKernel() {
        CarveoutHeap heap = bench.heap(Map.of());
        ExportedMemory memory = heap.allocate(Bench.request(3 * PAGE));
        Optional<ProcessAddresses> byAddress = byAddress(memory);

        assumeThat(bench.files.byAddress()).as("memory files of the kernel").isPresent();
        assertThat(heap.capabilities().mappingTypes()).contains(MappingType.USER_PAGES);
        assertThat(byAddress).hasValueSatisfying(there -> {
            assertThat(there.bytes()).isEqualTo(3 * PAGE);
            assertThat(there.address()).isEqualTo(there.address()).isNotZero();
        });
        memory.close();
        assertThatThrownBy(() -> byAddress.orElseThrow().address()).isInstanceOf(IllegalStateException.class);
    }

    private static Optional<ProcessAddresses> byAddress(ExportedMemory memory) {
        return memory.cookies().stream()
                .filter(ProcessAddresses.class::isInstance)
                .map(ProcessAddresses.class::cast)
                .findFirst();
    }

    @Test
    void shouldPromiseOneRunOfScarceMemoryInItsRangeWhenAsked() {
        CarveoutHeap heap = bench.heap(Map.of());

        assertThat(heap.capabilities())
                .returns(BASE, Capabilities::lowestAddress)
                .returns(BASE + BYTES - 1, Capabilities::highestAddress)
                .returns(BYTES, Capabilities::largestSize)
                .returns(Capabilities.Contiguity.ONE_RUN, Capabilities::contiguity)
                .returns(CoherencyDomain.CPU, Capabilities::coherencyDomain)
                .returns(Capabilities.Supply.SCARCE, Capabilities::supply);
        assertThat(heap.description().provenance().isEmulated()).isTrue();
        assertThat(heap.description().technology()).isEqualTo("carveout");
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldTellExhaustionFromFragmentation(Fit fit) {
        CarveoutHeap heap = bench.heap(Map.of("fit", fit.word()));
        List<ExportedMemory> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(heap.allocate(Bench.request(MIB)));
        }
        assertOutOfMemory(heap, PAGE, "is exhausted", "free=0");
        for (int i = 0; i < 8; i += 2) {
            all.get(i).close();
        }

        assertOutOfMemory(heap, 2 * MIB, "is fragmented", "free=" + 4 * MIB, "largestRun=" + MIB);
        assertOutOfMemory(heap, 5 * MIB, "is exhausted");

        assertThat(heap.usage()).returns(3L, HeapUsage::failures).returns(1L, HeapUsage::fragmented);
        assertThat(counter(heap, "fragmentation")).isEqualTo(75);
        all.forEach(ExportedMemory::close);
        assertUntouched(heap);
    }

    @ParameterizedTest
    @CsvSource({"1, 4096", "4096, 4096", "12288, 12288", "6144, 12288", "1048576, 1048576", "20480, 20480"})
    void shouldKeepAnyAlignment(long wanted, long kept) {
        CarveoutHeap heap = bench.heap(Map.of());
        Constraints needs = Constraints.builder().addressAlignment(wanted).build();
        try (ExportedMemory before = heap.allocate(Bench.request(PAGE));
                ExportedMemory memory = heap.allocate(Bench.request(5 * PAGE, needs))) {
            assertThat(Bench.address(memory) % kept).isZero();
            assertThat(Bench.address(memory)).isNotEqualTo(Bench.address(before));
        }
        assertUntouched(heap);
    }

    @Test
    void shouldKeepTheReachOfADeviceWhenTheRangeGoesBeyond() {
        long base = (4L << 30) - 4 * MIB;
        // Below the page allocator, which begins at 4 GiB: across the reach of 32 bits less 2 MiB is not to be had
        // here.
        CarveoutHeap heap = bench.heap(Map.of("region_base", 0x7f80_0000L, "region_bytes", 16 * MIB));
        Constraints reach = Constraints.builder().addressBits(31).build();

        ExportedMemory high = heap.allocate(Bench.request(MIB));
        ExportedMemory low = heap.allocate(Bench.request(7 * MIB, reach));

        assertThat(Bench.address(low) + low.size()).isLessThanOrEqualTo(0x8000_0000L);
        assertOutOfMemory(heap, 2 * MIB, reach, "is fragmented");
        assertThat(base).isPositive();
        high.close();
        low.close();
        assertThatThrownBy(() -> heap.allocate(Bench.request(
                        PAGE, Constraints.builder().addressBits(30).build())))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("address bits");
    }

    @Test
    void shouldNotCrossABoundary() {
        CarveoutHeap heap = bench.heap(Map.of());
        Constraints needs =
                Constraints.builder().segmentBoundary(64 * PAGE).maxSegments(1).build();
        List<ExportedMemory> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            ExportedMemory memory = heap.allocate(Bench.request(48 * PAGE, needs));
            long first = Bench.address(memory);
            assertThat(first / (64 * PAGE)).isEqualTo((first + memory.size() - 1) / (64 * PAGE));
            all.add(memory);
        }
        assertOutOfMemory(heap, 48 * PAGE, needs, "is fragmented");
        all.forEach(ExportedMemory::close);

        assertThatThrownBy(() -> heap.allocate(Bench.request(65 * PAGE, needs)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("max segments")
                .hasMessageContaining("2 segments");
        Constraints two = needs.toBuilder().maxSegments(2).build();
        try (ExportedMemory memory = heap.allocate(Bench.request(65 * PAGE, two))) {
            assertThat(Bench.address(memory) % (64 * PAGE)).isZero();
        }
        assertUntouched(heap);
    }

    @Test
    void shouldRefuseAnAlignmentThatNoPlaceHas() {
        CarveoutHeap heap = bench.heap(Map.of("region_base", BASE + PAGE));

        assertThatThrownBy(() -> heap.allocate(Bench.request(
                        PAGE, Constraints.builder().addressAlignment(1L << 40).build())))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("address alignment");
        assertUntouched(heap);
    }

    @Test
    void shouldDrawWhatIsOut() {
        CarveoutHeap heap = bench.heap(Map.of());
        try (ExportedMemory memory = heap.allocate(Bench.request(3 * MIB))) {
            assertThat(memory.size()).isPositive();
            Occupancy drawn = heap.occupancy(4).get(0);

            assertThat(drawn)
                    .returns(BASE, Occupancy::base)
                    .returns(2 * MIB, Occupancy::cellBytes)
                    .returns(
                            List.of(Occupancy.Use.TAKEN, Occupancy.Use.PARTLY, Occupancy.Use.FREE, Occupancy.Use.FREE),
                            Occupancy::cells);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "region_base, 4095",
        "region_base, -4096",
        "region_bytes, 0",
        "region_bytes, 6144",
        "region_bytes, 1099511631872",
        "guard_checkMillis, -1",
        "device_offset, 1"
    })
    void shouldNameKeyAndValueWhenAConfiguredValueIsBad(String key, long value) {
        assertThatThrownBy(() -> bench.heap(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.exporter.carveout")
                .hasMessageContaining(key.replace('_', '.') + "=" + value);
        assertThat(bench.files.usage().files()).isZero();
    }

    @Test
    void shouldNameTheRuleWhenTheFitIsNone() {
        assertThatThrownBy(() -> bench.heap(Map.of("fit", "worst")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fit=worst")
                .hasMessageContaining("tlsf, first or best");
    }

    @Test
    void shouldHoldNothingWhenItsAddressesAreSomebodyElses() {
        CarveoutHeap first = bench.heap(Map.of());

        assertThatThrownBy(() -> bench.heap(Map.of("entrepot_exporter", "second", "region_base", BASE + 4 * MIB)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("heap second")
                .hasMessageContaining("heap carveout");

        assertThat(bench.files.usage().files()).isEqualTo(1);
        first.deactivate();
        assertThat(bench.files.usage().files()).isZero();
    }

    @Test
    void shouldClaimNothingWhenItsNameIsBad() {
        assertThatThrownBy(() -> bench.heap(Map.of("entrepot_exporter", "9lives")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9lives");

        bench.heap(Map.of()).deactivate();
    }

    private void assertOutOfMemory(CarveoutHeap heap, long bytes, String... words) {
        assertOutOfMemory(heap, bytes, Constraints.NONE, words);
    }

    private void assertOutOfMemory(CarveoutHeap heap, long bytes, Constraints needs, String... words) {
        HeapUsage before = heap.usage();
        assertThatThrownBy(() -> heap.allocate(Bench.request(bytes, needs)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll(words);
        assertThat(heap.usage())
                .returns(before.used(), HeapUsage::used)
                .returns(before.buffers(), HeapUsage::buffers)
                .returns(before.largestRun(), HeapUsage::largestRun);
    }

    static long counter(CarveoutHeap heap, String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    static void assertUntouched(CarveoutHeap heap) {
        assertThat(heap.usage())
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::buffers)
                .returns(BYTES, HeapUsage::largestRun);
        assertThat(counter(heap, "free")).isEqualTo(BYTES);
    }
}
