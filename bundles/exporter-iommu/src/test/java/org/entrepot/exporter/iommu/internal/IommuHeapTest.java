package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IommuHeapTest {
    private static final long PAGE = Bench.PAGE;
    private static final long MIB = 1L << 20;

    private final Bench bench = new Bench();
    private final IommuHeap heap = bench.start(Map.of());

    private static List<PageRun> runs(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs();
    }

    @Test
    void shouldTakeTheLargestBlocksForWhichTheTableHasEntriesFirst() {
        try (ExportedMemory memory = heap.allocate(Bench.request(4 * MIB + (1 << 16) + PAGE))) {
            assertThat(runs(memory)).extracting(PageRun::count).containsExactly(512L, 512L, 16L, 1L);
            assertThat(heap.expectedRuns(memory.size())).isEqualTo(4);
        }
    }

    @Test
    void shouldShowLargeBlocksThroughLargeEntries() {
        try (ExportedMemory memory = heap.allocate(Bench.request(4 * MIB + PAGE));
                DeviceAddresses addresses = bench.mapper().map(Bench.map(memory))) {
            assertThat(addresses.segments()).hasSize(1);
            assertThat(Bench.value(heap, "2 MiB entries")).isEqualTo(2);
            assertThat(Bench.value(heap, "4 KiB entries")).isEqualTo(1);
        }
    }

    @Test
    void shouldCostMoreThanTheSystemHeapAndBeInPlenty() {
        assertThat(heap.capabilities().cost()).isPositive();
        assertThat(heap.capabilities().supply()).isEqualTo(Capabilities.Supply.PLENTY);
        assertThat(heap.capabilities().contiguity()).isEqualTo(Capabilities.Contiguity.SCATTERED);
    }

    @Test
    void shouldGiveEverythingBackOnceWhenClosedTwice() {
        ExportedMemory memory = heap.allocate(Bench.request(3 * MIB));
        memory.close();
        memory.close();

        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
        assertThat(heap.usage()).returns(0L, HeapUsage::used).returns(0L, HeapUsage::buffers);
    }

    @Test
    void shouldSayWhenTheMachineIsExhaustedAndGiveBackWhatItTook() {
        assertThatThrownBy(() -> heap.allocate(Bench.request(17 * MIB)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
        try (ExportedMemory most = heap.allocate(Bench.request(15 * MIB))) {
            assertThatThrownBy(() -> heap.allocate(Bench.request(2 * MIB)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                    .hasMessageContaining("heap=iommu");
            assertThat(heap.usage().used()).isEqualTo(most.size());
        }
        assertThat(heap.usage().failures()).isEqualTo(2);
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
    }

    @Test
    void shouldKeepItsQuota() {
        IommuHeap small = new Bench().start(Map.of("quota_bytes", MIB));

        assertThat(small.capabilities().largestSize()).isEqualTo(MIB);
        try (ExportedMemory all = small.allocate(Bench.request(MIB))) {
            assertThat(all.size()).isEqualTo(MIB);
            assertThatThrownBy(() -> small.allocate(Bench.request(PAGE))).hasMessageContaining("quota=1048576");
        }
    }

    @Test
    void shouldRefuseFewerRunsThanItHas() {
        Constraints oneRun = Constraints.builder().maxSegments(1).build();

        IommuHeap scattered = new Bench(100).start(Map.of());

        assertThatThrownBy(() -> scattered.allocate(Bench.request(3 * MIB, oneRun)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("offered=");
        assertThat(scattered.usage()).returns(0L, HeapUsage::used).returns(1L, HeapUsage::fragmented);
    }

    @ParameterizedTest
    @CsvSource({
        "invalidation, sometimes, invalidation=sometimes",
        "flush_entries, 0, flush.entries=0",
        "flush_millis, 5000, flush.millis=5000",
        "quota_bytes, -1, quota.bytes=-1"
    })
    void shouldNameTheValueThatBreaksItsRule(String key, String value, String words) {
        Object typed =
                switch (key) {
                    case "invalidation" -> value;
                    case "flush_entries" -> Integer.valueOf(value);
                    default -> Long.valueOf(value);
                };

        assertThatThrownBy(() -> bench.start(Map.of(key, typed)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.exporter.iommu")
                .hasMessageContaining(words);
    }

    @Test
    void shouldDrawFramesAndAddressesAsTheyAreUsed() {
        try (ExportedMemory memory = heap.allocate(Bench.request(8 * MIB));
                DeviceAddresses addresses = bench.mapper()
                        .map(Bench.map(
                                memory, Constraints.builder().addressBits(32).build(), Direction.TO_DEVICE))) {
            List<Occupancy> drawn = heap.occupancy(64);

            assertThat(drawn).extracting(Occupancy::name).containsExactly("page frames", "addresses of rotator0");
            assertThat(drawn.get(0).base()).isEqualTo(bench.machine.memory().address());
            assertThat(drawn.get(0).cells())
                    .hasSize(64)
                    .filteredOn(Occupancy.Use.TAKEN::equals)
                    .hasSize(32);
            Occupancy space = drawn.get(1);
            assertThat(space.cellBytes() * space.cells().size()).isEqualTo(1L << 32);
            int cell = (int) (addresses.segments().get(0).address() / space.cellBytes());
            assertThat(space.cells().get(cell)).isEqualTo(Occupancy.Use.PARTLY);
            assertThat(space.cells().get((int) (0x7000_0000L / space.cellBytes())))
                    .isEqualTo(Occupancy.Use.KEPT);
            assertThat(space.cells().get(1)).isEqualTo(Occupancy.Use.FREE);
        }
        assertThat(heap.occupancy(1)).hasSize(2).allSatisfy(one -> assertThat(one.cells())
                .hasSize(1));
    }

    @Test
    void shouldCountWhatTheAddressCacheSpares() {
        try (ExportedMemory memory = heap.allocate(Bench.request(4 * PAGE))) {
            for (int i = 0; i < 10; i++) {
                bench.mapper().map(Bench.map(memory)).close();
            }
        }

        assertThat(Bench.value(heap, "address cache misses")).isEqualTo(1);
        assertThat(Bench.value(heap, "address cache hits")).isEqualTo(9);
        assertThat(Bench.value(heap, "invalidations")).isEqualTo(10);
    }
}
