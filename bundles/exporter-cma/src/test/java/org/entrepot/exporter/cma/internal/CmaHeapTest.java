package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames.Placement;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CmaHeapTest {
    private static final long MIB = 1L << 20;
    private static final long BASE = 0x3000_0000L;
    private static final long BYTES = 8 * MIB;
    private static final Map<String, Object> SMALL = Map.of("region_bytes", BYTES);

    private final Bench bench = new Bench(0);
    private final long allFrames = bench.machine.free();
    private final List<String> errors = new ArrayList<>();
    private final CmaHeap heap = heap(SMALL);

    @Test
    void shouldBeOneRunFromTheStartOfTheRegionWhenEmpty() {
        try (ExportedMemory memory = heap.allocate(Bench.request(3 * MIB))) {
            assertThat(run(memory)).isEqualTo(new PageRun(BASE / Bench.PAGE, 3 * MIB / Bench.PAGE));
            assertThat(memory.view().capacity()).isEqualTo((int) (3 * MIB));
        }
    }

    @Test
    void shouldSkipPastAFrameThatIsInUseAndGoOn() {
        PageRun pinned = new PageRun(BASE / Bench.PAGE + 300, 1);
        try (Placement stranger = bench.machine.place(List.of(pinned), ByteBuffer.allocate((int) Bench.PAGE));
                ExportedMemory memory = heap.allocate(Bench.request(2 * MIB))) {
            assertThat(stranger).isNotNull();
            assertThat(run(memory).address()).isEqualTo(BASE + 2 * MIB);
        }
        assertUntouched();
    }

    @Test
    void shouldSayExhaustedWhenTooLittleIsFree() {
        try (ExportedMemory held = heap.allocate(Bench.request(6 * MIB))) {
            assertThat(held.size()).isEqualTo(6 * MIB);

            assertOutOfMemory(3 * MIB, "exhausted", "wanted=" + 3 * MIB, "free=" + 2 * MIB);
        }
        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(0L, HeapUsage::fragmented);
        assertUntouched();
    }

    @Test
    void shouldSayFragmentedWhenEnoughIsFreeButNotInOneRun() {
        List<ExportedMemory> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(heap.allocate(Bench.request(MIB)));
        }
        for (int i = 0; i < 8; i += 2) {
            all.get(i).close();
        }

        assertOutOfMemory(2 * MIB, "fragmented", "free=" + 4 * MIB, "largestRun=" + MIB);

        all.forEach(ExportedMemory::close);
        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(1L, HeapUsage::fragmented);
        assertUntouched();
    }

    @Test
    void shouldGiveTheRunBackOnceWhenClosedTwice() {
        ExportedMemory first = heap.allocate(Bench.request(MIB));
        first.close();
        try (ExportedMemory second = heap.allocate(Bench.request(MIB))) {
            first.close();

            assertThat(heap.usage()).returns(MIB, HeapUsage::used).returns(1L, HeapUsage::buffers);
            assertThat(second.view().get(0)).isZero();
        }
        assertUntouched();
    }

    @Test
    void shouldBeZeroWhenMemoryIsUsedAgain() {
        try (ExportedMemory first = heap.allocate(Bench.request(Bench.PAGE))) {
            first.view().put(17, (byte) 1);
        }
        try (ExportedMemory second = heap.allocate(Bench.request(Bench.PAGE))) {
            assertThat(second.view().get(17)).isZero();
        }
    }

    @Test
    void shouldWorkAroundMemoryOfAnEarlierLifeWhenItComesBack() {
        ExportedMemory old = heap.allocate(Bench.request(MIB));
        old.view().put(0, (byte) 42);
        heap.deactivate();
        CmaHeap young = heap(SMALL);

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

        assertUntouched();
    }

    @Test
    void shouldNameBothOwnersWhenRegionsOverlap() {
        assertThatThrownBy(() -> heap(Map.of("entrepot_exporter", "second", "region_base", BASE + 2 * MIB)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("heap second")
                .hasMessageContaining("heap cma");
    }

    @Test
    void shouldRefuseWhenTheRegionIsThePageAllocators() {
        assertThatThrownBy(() -> heap(Map.of("region_base", 4L << 30))).hasMessageContaining("the page allocator");
    }

    @Test
    void shouldClaimNothingWhenItsNameIsBad() {
        heap.deactivate();
        assertThatThrownBy(() -> heap(Map.of("entrepot_exporter", "9lives")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9lives");

        heap(Map.of()).deactivate();
    }

    @ParameterizedTest
    @CsvSource({"tenants_percent, -1", "tenants_percent, 101", "pinned_percent, -1", "pinned_percent, 101"})
    void shouldNameKeyAndValueWhenAPercentageIsBad(String key, int value) {
        assertThatThrownBy(() -> heap(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key.replace('_', '.') + "=" + value);
    }

    @Test
    void shouldNameTheAllocatorWhenATenantHasNowhereToGo() {
        CmaHeap lent = heap(Map.of(
                "entrepot_exporter",
                "lent",
                "region_base",
                BASE + BYTES,
                "region_bytes",
                BYTES,
                "tenants_percent",
                100));
        while (bench.machine.free() > 0) {
            bench.machine.take(0);
        }

        assertThatThrownBy(() -> lent.allocate(Bench.request(MIB)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll("heap=lent", "wanted=" + MIB, "lent=" + BYTES, "tenants.percent");

        assertThat(lent.usage())
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::highWater)
                .returns(1L, HeapUsage::failures)
                .returns(0L, HeapUsage::fragmented);
        assertThat(counter(lent, "migration failures")).isEqualTo(1);
        assertThat(lent.occupancy(64).get(0).cells()).containsOnly(Use.MOVABLE);
    }

    @Test
    void shouldGiveTheAllocatorBackWhatItsTenantsHadWhenItLeaves() {
        ExportedMemory old = heap.allocate(Bench.request(BYTES));
        assertThat(counter(heap, "displaced tenants")).isEqualTo(allFrames - bench.machine.free());

        heap.deactivate();
        old.close();

        assertThat(bench.machine.free()).isEqualTo(allFrames);
    }

    @Test
    void shouldShowWhatIsWhereWhenAsked() {
        CmaHeap twin = heap(Map.of(
                "entrepot_exporter", "twin", "region_base", BASE + BYTES, "region_bytes", BYTES, "tenants_percent", 0));
        try (ExportedMemory memory = twin.allocate(Bench.request(3 * MIB))) {
            Occupancy occupancy = twin.occupancy(4).get(0);

            assertThat(memory.size()).isEqualTo(3 * MIB);
            assertThat(occupancy.cellBytes()).isEqualTo(2 * MIB);
            assertThat(occupancy.cells()).containsExactly(Use.TAKEN, Use.PARTLY, Use.FREE, Use.FREE);
        }
    }

    @Test
    void shouldShowMemoryOfAnEarlierLifeAsStranded() {
        ExportedMemory old = heap.allocate(Bench.request(2 * MIB));
        heap.deactivate();
        CmaHeap young = heap(SMALL);

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
        assertOutOfMemory(MIB, "exhausted");
        heap.modified(changed(Map.of("region_base", BASE + 4 * BYTES)));

        assertThat(heap.capabilities().lowestAddress()).isEqualTo(BASE + 4 * BYTES);
        all.add(heap.allocate(Bench.request(MIB)));
        assertThat(run(all.get(9)).address()).isEqualTo(BASE + 4 * BYTES);
        for (int i = 0; i < 8; i++) {
            assertThat(all.get(i).view().getInt(0)).isEqualTo(i + 1);
            assertThat(run(all.get(i)).address()).isEqualTo(BASE + i * MIB);
        }
        all.forEach(ExportedMemory::close);
        assertUntouched();
        assertThat(errors).isEmpty();
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
        assertUntouched();
    }

    @Test
    void shouldGoOnWithItsRegionAndSaySoWhenTheNewOneIsImpossible() {
        CmaHeap neighbour = heap(Map.of("entrepot_exporter", "neighbour", "region_base", BASE + 2 * BYTES));
        heap.modified(changed(Map.of("region_bytes", 4 * BYTES)));
        heap.modified(changed(Map.of("region_bytes", MIB)));
        heap.modified(changed(Map.of("region_base", 4L << 30)));
        heap.modified(changed(Map.of("region_base", 1L << 41)));
        heap.modified(changed(Map.of("entrepot_exporter", "renamed")));
        heap.modified(changed(Map.of("backing", "hugetlb")));

        assertThat(errors).hasSize(6).allMatch(error -> error.contains("goes on with") && error.contains("cma"));
        assertThat(errors.get(0)).contains("heap neighbour");
        assertThat(errors.get(1)).contains("region.bytes=" + MIB);
        assertThat(errors.get(2)).contains("the page allocator");
        assertThat(errors.get(4)).contains("entrepot.exporter=renamed");
        assertThat(errors.get(5)).contains("backing=hugetlb");
        assertThat(neighbour.capabilities().lowestAddress()).isEqualTo(BASE + 2 * BYTES);
        try (ExportedMemory memory = heap.allocate(Bench.request(BYTES))) {
            assertThat(run(memory).address()).isEqualTo(BASE);
        }
        assertUntouched();
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
        assertThatThrownBy(() -> heap(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.exporter.cma")
                .hasMessageContaining(key.replace('_', '.') + "=" + value);
    }

    @Test
    void shouldPromiseOneRunOfScarceMemoryInItsRegionWhenAsked() {
        assertThat(heap.capabilities())
                .returns(BASE, Capabilities::lowestAddress)
                .returns(BASE + BYTES - 1, Capabilities::highestAddress)
                .returns(BYTES, Capabilities::largestSize)
                .returns(Capabilities.Contiguity.ONE_RUN, Capabilities::contiguity)
                .returns(Capabilities.Supply.SCARCE, Capabilities::supply);
        assertThat(heap.expectedRuns(BYTES)).isEqualTo(1);
        assertThat(heap.description().provenance().isEmulated()).isTrue();
    }

    private CmaHeap heap(Map<String, Object> values) {
        return new CmaHeap(config(values), bench.machine, bench.files, Bench.keeping(errors));
    }

    private static CmaHeapConfig config(Map<String, Object> values) {
        return Bench.configured(CmaHeapConfig.class, values);
    }

    /** The small heap's configuration, but for some values. */
    private static CmaHeapConfig changed(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(SMALL);
        all.putAll(values);
        return config(all);
    }

    private void assertOutOfMemory(long bytes, String... words) {
        assertThatThrownBy(() -> heap.allocate(Bench.request(bytes)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll(words);
    }

    private void assertUntouched() {
        assertThat(heap.usage())
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::buffers)
                .returns(BYTES, HeapUsage::largestRun);
        assertThat(bench.files.usage().files()).isZero();
    }

    private static long counter(CmaHeap heap, String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    private static PageRun run(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs().get(0);
    }
}
