package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.cma.internal.SmallRegion.BASE;
import static org.entrepot.exporter.cma.internal.SmallRegion.BYTES;
import static org.entrepot.exporter.cma.internal.SmallRegion.MIB;
import static org.entrepot.exporter.cma.internal.SmallRegion.counter;
import static org.entrepot.exporter.cma.internal.SmallRegion.run;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.PageFrames.Placement;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

/** What the heap hands out of its region, takes back, and shows. */
class CmaHeapTest {
    private final SmallRegion small = new SmallRegion();
    private final Bench bench = small.bench;
    private final CmaHeap heap = small.heap;

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
        small.assertUntouched();
    }

    @Test
    void shouldSayExhaustedWhenTooLittleIsFree() {
        try (ExportedMemory held = heap.allocate(Bench.request(6 * MIB))) {
            assertThat(held.size()).isEqualTo(6 * MIB);

            small.assertOutOfMemory(3 * MIB, "exhausted", "wanted=" + 3 * MIB, "free=" + 2 * MIB);
        }
        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(0L, HeapUsage::fragmented);
        small.assertUntouched();
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

        small.assertOutOfMemory(2 * MIB, "fragmented", "free=" + 4 * MIB, "largestRun=" + MIB);

        all.forEach(ExportedMemory::close);
        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(1L, HeapUsage::fragmented);
        small.assertUntouched();
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
        small.assertUntouched();
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
    void shouldNameTheAllocatorWhenATenantHasNowhereToGo() {
        CmaHeap lent = small.heap(Map.of(
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
    void shouldShowWhatIsWhereWhenAsked() {
        CmaHeap twin = small.heap(Map.of(
                "entrepot_exporter", "twin", "region_base", BASE + BYTES, "region_bytes", BYTES, "tenants_percent", 0));
        try (ExportedMemory memory = twin.allocate(Bench.request(3 * MIB))) {
            Occupancy occupancy = twin.occupancy(4).get(0);

            assertThat(memory.size()).isEqualTo(3 * MIB);
            assertThat(occupancy.cellBytes()).isEqualTo(2 * MIB);
            assertThat(occupancy.cells()).containsExactly(Use.TAKEN, Use.PARTLY, Use.FREE, Use.FREE);
        }
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
}
