package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.EntrepotException;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationRaceTest {
    private static final long PAGE = Bench.PAGE;

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

    private static long address(DeviceAddresses addresses) {
        return addresses.segments().get(0).address();
    }

    /** Every buffer is cleared after its unmap; in strict mode no write of a device may come later. */
    @Test
    void shouldLetNoAccessThroughAfterUnmappingWhenDevicesNeverRest() throws Exception {
        IommuHeap heap = start(Map.of());
        AtomicLong target = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService devices = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> writing = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                writing.add(devices.submit(() -> writeAll(target, over)));
            }
            try (ExportedMemory memory = heap.allocate(Bench.request(2 * PAGE))) {
                for (int round = 0; round < 1_000; round++) {
                    remapAndClear(memory, target, round);
                }
            }
            over.set(true);
            for (Future<Long> done : writing) {
                assertThat(done.get()).as("rows that a device wrote").isPositive();
            }
        } finally {
            over.set(true);
            devices.shutdownNow();
        }
        assertThat(Bench.value(heap, "mapped")).isZero();
    }

    private void remapAndClear(ExportedMemory memory, AtomicLong target, int round) {
        DeviceAddresses addresses = bench.mapper().map(Bench.map(memory));
        target.set(address(addresses));
        for (int spin = 0; spin < 100; spin++) {
            Thread.onSpinWait();
        }
        addresses.close();
        ByteBuffer view = memory.view().duplicate();
        view.put(new byte[(int) memory.size()]);
        byte[] seen = new byte[(int) memory.size()];
        view.flip().get(seen);
        assertThat(seen).as("round %d", round).containsOnly(0);
    }

    private Long writeAll(AtomicLong target, AtomicBoolean over) {
        byte[] row = new byte[(int) PAGE];
        Arrays.fill(row, (byte) 1);
        var port = bench.machine.port("rotator0", DeviceBus.BEHIND_IOMMU);
        long written = 0;
        while (!over.get()) {
            try {
                port.write(target.get() + PAGE / 2, row, 0, row.length);
                written++;
            } catch (EntrepotException e) {
                Thread.onSpinWait();
            }
        }
        return written;
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "deferred"})
    void shouldAddUpWhenManyMapAndUnmapAtOnce(String invalidation) throws Exception {
        IommuHeap heap = start(Map.of("invalidation", invalidation));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int thread = i;
                work.add(threads.submit(() -> mapAndCheck(heap, thread)));
            }
            for (Future<?> done : work) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> bench.machine.free() == bench.machine.memory().count());
        assertThat(Bench.value(heap, "mapped")).isZero();
        assertThat(Bench.value(heap, "mappings")).isZero();
        assertThat(Bench.value(heap, "faults")).isZero();
    }

    private void mapAndCheck(IommuHeap heap, int thread) {
        byte[] row = new byte[64];
        for (int round = 0; round < 300; round++) {
            try (ExportedMemory memory = heap.allocate(Bench.request((1 + (thread + round) % 40) * PAGE));
                    DeviceAddresses addresses = bench.mapper().map(Bench.map(memory))) {
                row[0] = (byte) (1 + round % 100);
                bench.port.write(addresses.segments().get(0).lastAddress() - 63, row, 0, row.length);
                assertThat(memory.view().get((int) memory.size() - 64)).isEqualTo(row[0]);
            }
        }
    }

    @Test
    void shouldRefuseNothingWhenTheLastFlushIsUnderWayWhileItStops() throws Exception {
        for (int round = 0; round < 50; round++) {
            IommuHeap heap = bench.start(Map.of("invalidation", "deferred", "flush_millis", 1L));
            ExportedMemory memory = heap.allocate(Bench.request(PAGE));
            DeviceAddresses addresses = bench.mapper().map(Bench.map(memory));
            Thread stopping = new Thread(heap::deactivate);
            stopping.start();
            addresses.close();
            memory.close();
            stopping.join();
            assertThat(bench.machine.free())
                    .as("round %d", round)
                    .isEqualTo(bench.machine.memory().count());
        }
        assertThatThrownBy(() -> bench.port.read(PAGE, new byte[1], 0, 1)).isInstanceOf(EntrepotException.class);
    }
}
