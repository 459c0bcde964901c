package org.entrepot.exporter.system.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.system.internal.Bench.runs;

import java.util.Map;
import java.util.stream.Collectors;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

/** Which blocks of the page allocator a buffer is made of, and what a device may ask of them. */
class SystemHeapBlocksTest {
    private static final long MIB = 1L << 20;

    private final Bench bench = new Bench(0);
    private final SystemHeap heap = bench.heap(Map.of());

    @Test
    void shouldTakeOrdersEightFourAndZeroWhenAllAreFree() {
        try (ExportedMemory memory = heap.allocate(Bench.request(MIB + (1 << 16) + 2 * Bench.PAGE))) {
            assertThat(runs(memory)).extracting(PageRun::count).containsExactly(256L, 16L, 1L, 1L);
            assertThat(memory.size()).isEqualTo(MIB + (1 << 16) + 2 * Bench.PAGE);
        }
    }

    @Test
    void shouldNeverGoBackToALargerOrderWhenOneWasNotToBeHad() {
        Bench fragmented = new Bench(100);

        try (ExportedMemory memory = fragmented.heap(Map.of()).allocate(Bench.request(4 * MIB))) {
            assertThat(runs(memory))
                    .extracting(PageRun::count)
                    .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                    .doesNotContain(256L)
                    .contains(16L);
        }
    }

    @Test
    void shouldBeScatteredWhenTheMachineIsFragmented() {
        try (ExportedMemory memory = new Bench(50).heap(Map.of()).allocate(Bench.request(4 * MIB))) {
            long lowest = runs(memory).stream().mapToLong(PageRun::frame).min().orElseThrow();
            long highest = runs(memory).stream().mapToLong(PageRun::end).max().orElseThrow();
            assertThat((highest - lowest) * Bench.PAGE).isGreaterThan(memory.size());
        }
    }

    @Test
    void shouldCountNeighboursOnceWhenTheDeviceTakesFewSegments() {
        Constraints one = Constraints.builder().maxSegments(1).build();

        try (ExportedMemory memory = heap.allocate(Bench.request(1 << 16, one))) {
            assertThat(runs(memory)).hasSize(1);
        }
    }

    @Test
    void shouldRefuseWithWantedAndOfferedWhenMemoryIsTooScattered() {
        Bench fragmented = new Bench(100);
        long free = fragmented.machine.free();
        SystemHeap scattered = fragmented.heap(Map.of());
        Constraints few = Constraints.builder().maxSegments(2).build();

        assertThatThrownBy(() -> scattered.allocate(Bench.request(4 * MIB, few)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("wanted=2")
                .hasMessageContaining("offered=");
        assertThat(fragmented.machine.free()).isEqualTo(free);
        assertThat(scattered.usage())
                .returns(0L, HeapUsage::used)
                .returns(1L, HeapUsage::failures)
                .returns(1L, HeapUsage::fragmented);
    }

    @Test
    void shouldShowThePageAllocatorsMemoryCellByCell() {
        assertThat(heap.occupancy(4)).singleElement().satisfies(seen -> {
            assertThat(seen.cells()).containsOnly(Use.FREE).hasSize(4);
            assertThat(seen.base()).isEqualTo(4L << 30);
            assertThat(seen.cellBytes()).isEqualTo(4 * MIB);
        });
        try (ExportedMemory memory = heap.allocate(Bench.request(5 * MIB))) {
            assertThat(heap.occupancy(16).get(0).cells().stream()
                            .collect(Collectors.groupingBy(use -> use, Collectors.counting())))
                    .isEqualTo(Map.of(Use.TAKEN, memory.size() / MIB, Use.FREE, 11L));
        }
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
        Bench fragmented = new Bench(100);
        SystemHeap others = new SystemHeap(
                Bench.configured(SystemHeapConfig.class, Map.of()),
                Bench.EMULATED,
                fragmented.machine,
                fragmented.files);
        assertThat(others.occupancy(16).get(0).cells()).containsOnly(Use.PINNED);
        others.deactivate();
    }
}
