package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvalidationTest {
    private static final long PAGE = Bench.PAGE;
    private static final Map<String, Object> LATE =
            Map.of("invalidation", "deferred", "flush_millis", 1000L, "flush_entries", 4);

    private final Bench bench = new Bench();
    private final List<IommuHeap> started = new ArrayList<>();

    private IommuHeap start(Map<String, Object> values) {
        IommuHeap heap = bench.start(values);
        started.add(heap);
        return heap;
    }

    @AfterEach
    void stop() {
        started.forEach(IommuHeap::deactivate);
    }

    private boolean reads(long address) {
        try {
            bench.port.read(address, new byte[1], 0, 1);
            return true;
        } catch (EntrepotException e) {
            return false;
        }
    }

    private static long address(DeviceAddresses addresses) {
        return addresses.segments().get(0).address();
    }

    @Test
    void shouldForgetBeforeUnmappingReturnsWhenStrict() {
        IommuHeap heap = start(Map.of());
        try (ExportedMemory memory = heap.allocate(Bench.request(PAGE))) {
            DeviceAddresses addresses = bench.mapper().map(Bench.map(memory));
            assertThat(reads(address(addresses))).isTrue();

            addresses.close();

            assertThat(reads(address(addresses))).isFalse();
        }
    }

    @Test
    void shouldStillReachWhatTheUnitRemembersUntilTheFlushWhenDeferred() {
        IommuHeap heap = start(LATE);
        try (ExportedMemory memory = heap.allocate(Bench.request(2 * PAGE))) {
            DeviceAddresses addresses = bench.mapper().map(Bench.map(memory));
            long start = address(addresses);
            assertThat(reads(start)).isTrue();

            addresses.close();

            assertThat(reads(start)).as("remembered").isTrue();
            assertThat(reads(start + PAGE)).as("never looked up").isFalse();
            assertThat(Bench.value(heap, "awaiting invalidation")).isEqualTo(1);
            await().atMost(Duration.ofSeconds(5)).until(() -> !reads(start));
            assertThat(Bench.value(heap, "awaiting invalidation")).isZero();
            assertThat(Bench.value(heap, "mappings")).isZero();
        }
    }

    @Test
    void shouldNotGiveAddressesOutAgainBeforeTheFlush() {
        IommuHeap heap = start(LATE);
        try (ExportedMemory memory = heap.allocate(Bench.request(PAGE))) {
            DeviceAddresses first = bench.mapper().map(Bench.map(memory));
            first.close();

            try (DeviceAddresses second = bench.mapper().map(Bench.map(memory))) {
                assertThat(address(second)).isNotEqualTo(address(first));
            }
        }
    }

    @Test
    void shouldKeepPageFramesBackUntilTheFlush() {
        IommuHeap heap = start(LATE);
        long all = bench.machine.free();
        ExportedMemory memory = heap.allocate(Bench.request(PAGE));
        bench.mapper().map(Bench.map(memory)).close();

        memory.close();

        assertThat(bench.machine.free()).isEqualTo(all - 1);
        assertThat(heap.usage().used()).isEqualTo(PAGE);
        await().atMost(Duration.ofSeconds(5)).until(() -> bench.machine.free() == all);
        assertThat(heap.usage().used()).isZero();
    }

    @Test
    void shouldGivePageFramesBackAtOnceWhenNothingWaits() {
        IommuHeap heap = start(LATE);
        long all = bench.machine.free();

        heap.allocate(Bench.request(PAGE)).close();

        assertThat(bench.machine.free()).isEqualTo(all);
    }

    @Test
    void shouldFlushWhenAsManyWaitAsMay() {
        IommuHeap heap = start(LATE);
        try (ExportedMemory memory = heap.allocate(Bench.request(PAGE))) {
            List<Long> used = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                DeviceAddresses addresses = bench.mapper().map(Bench.map(memory));
                used.add(address(addresses));
                assertThat(reads(address(addresses))).isTrue();
                addresses.close();
            }

            assertThat(Bench.value(heap, "invalidations")).isEqualTo(1);
            assertThat(used).noneMatch(this::reads);
        }
    }

    @Test
    void shouldFlushRatherThanRefuseWhenThereIsNoRoom() {
        IommuHeap heap = start(Map.of("invalidation", "deferred", "flush_millis", 1000L, "flush_entries", 32768));
        ExportedMemory all = heap.allocate(Bench.request(16L << 20));
        bench.mapper().map(Bench.map(all)).close();
        all.close();

        heap.allocate(Bench.request(16L << 20)).close();
    }

    @Test
    void shouldForgetMemoryOfAnotherHeapAtOnceAlsoWhenDeferred() {
        IommuHeap heap = start(LATE);
        try (ExportedMemory memory = bench.scattered(3 * PAGE)) {
            DeviceAddresses addresses = bench.mapper().map(Bench.map(memory));
            assertThat(reads(address(addresses))).isTrue();

            addresses.close();

            assertThat(reads(address(addresses))).isFalse();
            assertThat(Bench.value(heap, "awaiting invalidation")).isZero();
        }
    }

    @Test
    void shouldForgetAtOnceWhenStopped() {
        IommuHeap heap = start(LATE);
        ExportedMemory memory = heap.allocate(Bench.request(PAGE));
        DeviceAddresses waiting = bench.mapper().map(Bench.map(memory));
        DeviceAddresses open = bench.mapper().map(Bench.map(memory));
        assertThat(reads(address(waiting))).isTrue();
        waiting.close();

        heap.deactivate();

        assertThat(reads(address(waiting))).isFalse();
        assertThat(reads(address(open))).isTrue();
        open.close();
        assertThat(reads(address(open))).isFalse();
        long free = bench.machine.free();
        memory.close();
        assertThat(bench.machine.free()).isEqualTo(free + 1);
    }
}
