package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.entrepot.exporter.carveout.internal.Bench.BASE;
import static org.entrepot.exporter.carveout.internal.Bench.BYTES;
import static org.entrepot.exporter.carveout.internal.Bench.PAGE;

import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.junit.jupiter.api.Test;

class GuardPagesTest {
    private static final Map<String, Object> GUARDED = Map.of("guard_pages", 2, "guard_checkMillis", 0L);

    private final Bench bench = new Bench();

    @Test
    void shouldTellOnceWhoWroteBeforeABufferWhenItIsReleased() {
        CarveoutHeap heap = bench.heap(GUARDED);
        ExportedMemory memory = heap.allocate(Bench.request(3 * PAGE));
        assertThat(Bench.address(memory)).isEqualTo(BASE + 2 * PAGE);

        stray(BASE + 2 * PAGE - 1);
        memory.close();

        assertThat(CarveoutHeapTest.counter(heap, "guard hits")).isEqualTo(1);
        assertThat(bench.warnings)
                .singleElement()
                .asString()
                .contains("heap=carveout", "buffer=test", "1 bytes before", "at 0x40001fff");
        CarveoutHeapTest.assertUntouched(heap);
    }

    @Test
    void shouldTellWhileTheBufferIsInUseWhenItLooksNowAndThen() {
        CarveoutHeap heap = bench.heap(Map.of("guard_pages", 1, "guard_checkMillis", 20L));
        try (ExportedMemory memory = heap.allocate(Bench.request(PAGE))) {
            stray(BASE + 2 * PAGE + 16);

            await().until(() -> !bench.warnings.isEmpty());
            assertThat(bench.warnings.get(0)).contains("17 bytes after", "at 0x40002010");
            assertThat(memory.view().get(0)).isZero();
        }
        assertThat(CarveoutHeapTest.counter(heap, "guard hits")).isEqualTo(1);
        heap.deactivate();
    }

    @Test
    void shouldSayNothingWhenEverybodyStaysWithin() {
        CarveoutHeap heap = bench.heap(GUARDED);
        try (ExportedMemory memory = heap.allocate(Bench.request(3 * PAGE));
                DeviceAddresses mapped = bench.map(Bench.DIRECT, memory, Direction.BIDIRECTIONAL)) {
            long first = mapped.segments().get(0).address();
            bench.write(Bench.DIRECT, first, 1);
            bench.write(Bench.DIRECT, first + 3 * PAGE - 1, 1);
            memory.view().put(1, (byte) 1).put((int) (3 * PAGE) - 2, (byte) 1);
            assertThatThrownBy(() -> bench.write(Bench.DIRECT, first - 1, 1)).hasMessageContaining("camera0");
        }

        assertThat(CarveoutHeapTest.counter(heap, "guard hits")).isZero();
        assertThat(bench.warnings).isEmpty();
    }

    @Test
    void shouldLeaveNothingOfThePatternInMemory() {
        CarveoutHeap heap = bench.heap(GUARDED);
        heap.allocate(Bench.request(PAGE)).close();
        heap.allocate(Bench.request(2 * PAGE)).close();

        try (ExportedMemory all = heap.allocate(Bench.request(BYTES - 4 * PAGE))) {
            for (int at = 0; at < all.size(); at += Long.BYTES) {
                assertThat(all.view().getLong(at)).isZero();
            }
        }
    }

    @Test
    void shouldAlignWhatIsHandedOutAndCountTheGuardsApart() {
        CarveoutHeap heap = bench.heap(GUARDED);
        Constraints needs = Constraints.builder().addressAlignment(16 * PAGE).build();
        try (ExportedMemory memory = heap.allocate(Bench.request(4 * PAGE, needs))) {
            assertThat(Bench.address(memory) % (16 * PAGE)).isZero();
            assertThat(heap.usage()).returns(4 * PAGE, HeapUsage::used);
            assertThat(CarveoutHeapTest.counter(heap, "free")).isEqualTo(BYTES - 8 * PAGE);
            List<Occupancy.Use> cells = heap.occupancy(2048).get(0).cells();
            assertThat(cells.subList(14, 22))
                    .containsExactly(
                            Occupancy.Use.KEPT,
                            Occupancy.Use.KEPT,
                            Occupancy.Use.TAKEN,
                            Occupancy.Use.TAKEN,
                            Occupancy.Use.TAKEN,
                            Occupancy.Use.TAKEN,
                            Occupancy.Use.KEPT,
                            Occupancy.Use.KEPT);
        }
        assertThat(heap.capabilities()).returns(BYTES - 4 * PAGE, Capabilities::largestSize);
        assertThatThrownBy(() -> heap.allocate(Bench.request(BYTES))).hasMessageContaining("4 guard pages");
    }

    @Test
    void shouldStopLookingWhenTheLastMemoryOfAHeapThatLeftIsBack() {
        CarveoutHeap heap = bench.heap(Map.of("guard_pages", 1, "guard_checkMillis", 20L));
        ExportedMemory memory = heap.allocate(Bench.request(PAGE));
        heap.deactivate();
        stray(BASE);
        await().until(() -> !bench.warnings.isEmpty());

        memory.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("entrepot guard pages of carveout")));
        assertThat(bench.files.usage().files()).isZero();
    }

    /** A write by a device that was let through to where it has no business. */
    private void stray(long address) {
        Segment page = new Segment(address & -PAGE, PAGE);
        try (DeviceAddresses reached = bench.machine.reach(Bench.DIRECT, Direction.FROM_DEVICE, List.of(page))) {
            assertThat(reached.segments()).containsExactly(page);
            bench.write(Bench.DIRECT, address, 99);
        }
    }
}
