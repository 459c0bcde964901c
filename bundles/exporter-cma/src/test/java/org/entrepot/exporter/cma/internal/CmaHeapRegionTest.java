package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.cma.internal.SmallRegion.BASE;
import static org.entrepot.exporter.cma.internal.SmallRegion.BYTES;
import static org.entrepot.exporter.cma.internal.SmallRegion.MIB;
import static org.entrepot.exporter.cma.internal.SmallRegion.SMALL;
import static org.entrepot.exporter.cma.internal.SmallRegion.changed;
import static org.entrepot.exporter.cma.internal.SmallRegion.counter;
import static org.entrepot.exporter.cma.internal.SmallRegion.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the region may lie, and what becomes of buffers and tenants when it moves or the heap leaves. */
class CmaHeapRegionTest {
    private final SmallRegion small = new SmallRegion();
    private final CmaHeap heap = small.heap;

    @Test
    void shouldWorkAroundMemoryOfAnEarlierLifeWhenItComesBack() {
        ExportedMemory old = heap.allocate(Bench.request(MIB));
        old.view().put(0, (byte) 42);
        heap.deactivate();
        CmaHeap young = small.heap(SMALL);

        try (ExportedMemory memory = young.allocate(Bench.request(MIB))) {
            assertThat(run(memory).address()).isEqualTo(BASE + MIB);
            assertThat(old.view().get(0)).isEqualTo((byte) 42);
        }
        old.close();
        try (ExportedMemory memory = young.allocate(Bench.request(BYTES))) {
            assertThat(run(memory).address()).isEqualTo(BASE);
        }
    }

    @Test
    void shouldGiveBackAfterItsHeapHasLeft() {
        ExportedMemory old = heap.allocate(Bench.request(MIB));
        heap.deactivate();

        old.close();
        old.close();

        small.assertUntouched();
    }

    @Test
    void shouldNameBothOwnersWhenRegionsOverlap() {
        assertThatThrownBy(() -> small.heap(Map.of("entrepot_exporter", "second", "region_base", BASE + 2 * MIB)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("heap second")
                .hasMessageContaining("heap cma");
    }

    @Test
    void shouldRefuseWhenTheRegionIsThePageAllocators() {
        assertThatThrownBy(() -> small.heap(Map.of("region_base", 4L << 30)))
                .hasMessageContaining("the page allocator");
    }

    @Test
    void shouldClaimNothingWhenItsNameIsBad() {
        heap.deactivate();
        assertThatThrownBy(() -> small.heap(Map.of("entrepot_exporter", "9lives")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9lives");

        small.heap(Map.of()).deactivate();
    }

    @ParameterizedTest
    @CsvSource({"tenants_percent, -1", "tenants_percent, 101", "pinned_percent, -1", "pinned_percent, 101"})
    void shouldNameKeyAndValueWhenAPercentageIsBad(String key, int value) {
        assertThatThrownBy(() -> small.heap(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key.replace('_', '.') + "=" + value);
    }

    @Test
    void shouldGiveTheAllocatorBackWhatItsTenantsHadWhenItLeaves() {
        ExportedMemory old = heap.allocate(Bench.request(BYTES));
        assertThat(counter(heap, "displaced tenants")).isEqualTo(small.allFrames - small.bench.machine.free());

        heap.deactivate();
        old.close();

        assertThat(small.bench.machine.free()).isEqualTo(small.allFrames);
    }

    @Test
    void shouldShowMemoryOfAnEarlierLifeAsStranded() {
        ExportedMemory old = heap.allocate(Bench.request(2 * MIB));
        heap.deactivate();
        CmaHeap young = small.heap(SMALL);

        assertThat(young.occupancy(4).get(0).cells().get(0)).isEqualTo(Use.STRANDED);
        assertThat(young.usage().largestRun()).isEqualTo(BYTES - 2 * MIB);
        assertThat(counter(young, "stranded pages")).isEqualTo(512);

        old.close();
        assertThat(young.occupancy(4).get(0).cells().get(0)).isNotEqualTo(Use.STRANDED);
        assertThat(young.usage().largestRun()).isEqualTo(BYTES);
    }

    @Test
    void shouldKeepItsBuffersWhenTheRegionGrowsShrinksAndMoves() {
        List<ExportedMemory> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(heap.allocate(Bench.request(MIB)));
            all.get(i).view().putInt(0, i + 1);
        }
        heap.modified(changed(Map.of("region_bytes", 2 * BYTES)));
        all.add(heap.allocate(Bench.request(MIB)));
        heap.modified(changed(Map.of("region_bytes", 2 * MIB)));
        assertThat(heap.usage()).returns(9 * MIB, HeapUsage::used).returns(9 * MIB, HeapUsage::capacity);
        small.assertOutOfMemory(MIB, "exhausted");
        heap.modified(changed(Map.of("region_base", BASE + 4 * BYTES)));

        assertThat(heap.capabilities().lowestAddress()).isEqualTo(BASE + 4 * BYTES);
        all.add(heap.allocate(Bench.request(MIB)));
        assertThat(run(all.get(9)).address()).isEqualTo(BASE + 4 * BYTES);
        for (int i = 0; i < 8; i++) {
            assertThat(all.get(i).view().getInt(0)).isEqualTo(i + 1);
            assertThat(run(all.get(i)).address()).isEqualTo(BASE + i * MIB);
        }
        all.forEach(ExportedMemory::close);
        small.assertUntouched();
        assertThat(small.errors).isEmpty();
    }

    @Test
    void shouldWorkAroundItsOwnBuffersWhenTheRegionComesBackOverThem() {
        ExportedMemory old = heap.allocate(Bench.request(MIB));
        heap.modified(changed(Map.of("region_base", BASE + BYTES)));
        heap.modified(changed(Map.of("region_base", BASE)));

        try (ExportedMemory next = heap.allocate(Bench.request(MIB))) {
            assertThat(run(next).address()).isEqualTo(BASE + MIB);
        }
        old.close();
        small.assertUntouched();
    }

    @Test
    void shouldGoOnWithItsRegionAndSaySoWhenTheNewOneIsImpossible() {
        CmaHeap neighbour = small.heap(Map.of("entrepot_exporter", "neighbour", "region_base", BASE + 2 * BYTES));
        heap.modified(changed(Map.of("region_bytes", 4 * BYTES)));
        heap.modified(changed(Map.of("region_bytes", MIB)));
        heap.modified(changed(Map.of("region_base", 4L << 30)));
        heap.modified(changed(Map.of("region_base", 1L << 41)));
        heap.modified(changed(Map.of("entrepot_exporter", "renamed")));
        heap.modified(changed(Map.of("backing", "hugetlb")));

        assertThat(small.errors).hasSize(6).allMatch(error -> error.contains("goes on with") && error.contains("cma"));
        assertThat(small.errors.get(0)).contains("heap neighbour");
        assertThat(small.errors.get(1)).contains("region.bytes=" + MIB);
        assertThat(small.errors.get(2)).contains("the page allocator");
        assertThat(small.errors.get(4)).contains("entrepot.exporter=renamed");
        assertThat(small.errors.get(5)).contains("backing=hugetlb");
        assertThat(neighbour.capabilities().lowestAddress()).isEqualTo(BASE + 2 * BYTES);
        try (ExportedMemory memory = heap.allocate(Bench.request(BYTES))) {
            assertThat(run(memory).address()).isEqualTo(BASE);
        }
        small.assertUntouched();
    }

    @Test
    void shouldLeaveItsTenantsAloneWhenOnlyTheRankingChanges() {
        try (ExportedMemory memory = heap.allocate(Bench.request(MIB))) {
            assertThat(memory.size()).isEqualTo(MIB);
            List<Use> before = heap.occupancy(2048).get(0).cells();

            heap.modified(changed(Map.of("service_ranking", 7)));

            assertThat(heap.occupancy(2048).get(0).cells()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "region_base, 4096",
        "region_base, -2097152",
        "region_base, 805310464",
        "region_bytes, 0",
        "region_bytes, 4096",
        "region_bytes, 3145728",
        "region_bytes, 4297064448"
    })
    void shouldNameKeyAndValueWhenAConfiguredValueIsBad(String key, long value) {
        assertThatThrownBy(() -> small.heap(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.exporter.cma")
                .hasMessageContaining(key.replace('_', '.') + "=" + value);
    }
}
