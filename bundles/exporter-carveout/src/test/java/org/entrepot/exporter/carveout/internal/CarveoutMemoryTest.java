package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.carveout.internal.Bench.BASE;
import static org.entrepot.exporter.carveout.internal.Bench.BYTES;
import static org.entrepot.exporter.carveout.internal.Bench.MIB;
import static org.entrepot.exporter.carveout.internal.Bench.PAGE;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Match;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;
import org.junit.jupiter.api.Test;

/** What is in the memory, who sees it, and who gives it back. */
class CarveoutMemoryTest {
    private final Bench bench = new Bench();
    private final CarveoutHeap heap = bench.heap(Map.of());

    @Test
    void shouldCostNothingWhenNobodyTouchesIt() {
        for (int i = 0; i < 100; i++) {
            heap.allocate(Bench.request(MIB)).close();
        }

        assertThat(bench.files.usage().windows()).isZero();
        assertThat(CarveoutHeapTest.counter(heap, "zeroed pages")).isZero();
    }

    @Test
    void shouldBeZeroAgainWhenTheCpuWrote() {
        try (ExportedMemory first = heap.allocate(Bench.request(BYTES))) {
            first.view().put((int) BYTES - 1, (byte) 1);
        }
        try (ExportedMemory second = heap.allocate(Bench.request(BYTES))) {
            assertThat(second.view().get((int) BYTES - 1)).isZero();
        }
    }

    @Test
    void shouldMakeOnlyThosePagesZeroThatADeviceWrote() {
        try (ExportedMemory first = heap.allocate(Bench.request(BYTES));
                DeviceAddresses mapped = bench.map(Bench.DIRECT, first, Direction.FROM_DEVICE)) {
            assertThat(mapped.segments()).containsExactly(new Segment(BASE, BYTES));
            bench.write(Bench.DIRECT, BASE + 5 * PAGE, 1);
            bench.write(Bench.DIRECT, BASE + MIB - 1, 2);
        }

        assertThat(CarveoutHeapTest.counter(heap, "zeroed pages")).isEqualTo(2);
        try (ExportedMemory second = heap.allocate(Bench.request(BYTES))) {
            assertThat(second.view().get((int) (5 * PAGE))).isZero();
            assertThat(second.view().get((int) MIB - 1)).isZero();
        }
    }

    @Test
    void shouldBeReachedBehindTheIommuToo() {
        try (ExportedMemory memory = heap.allocate(Bench.request(4 * PAGE));
                DeviceAddresses mapped = bench.map(Bench.TRANSLATED, memory, Direction.BIDIRECTIONAL)) {
            long address = mapped.segments().get(0).address();
            memory.view().put(17, (byte) 42);

            assertThat(address).isNotEqualTo(Bench.address(memory));
            assertThat(bench.read(Bench.TRANSLATED, address + 17)).isEqualTo(42);
            bench.write(Bench.TRANSLATED, address + 4 * PAGE - 1, 43);
            assertThat(memory.view().get((int) (4 * PAGE) - 1)).isEqualTo((byte) 43);
            assertFault(() -> bench.read(Bench.TRANSLATED, address + 4 * PAGE));
        }
    }

    @Test
    void shouldBeMappedPrivatelyForADeviceThatTakesNothingElse() {
        for (DeviceDescription device : List.of(Bench.DIRECT, Bench.TRANSLATED)) {
            try (ExportedMemory memory = heap.allocate(Bench.request(4 * PAGE))) {
                long address = Bench.address(memory);
                try (DeviceAddresses mapped = privately(memory, device, Constraints.NONE)) {
                    assertThat(mapped.segments()).containsExactly(new Segment(address, 4 * PAGE));
                    bench.write(device, address + 3, 7);
                    assertThat(memory.view().get(3)).isEqualTo((byte) 7);
                }
                assertFault(() -> bench.write(device, address + 3, 8));
            }
        }
    }

    @Test
    void shouldCutAPrivateMappingAsTheDeviceNeeds() {
        Constraints needs = Constraints.builder()
                .maxSegmentSize(3 * PAGE)
                .segmentBoundary(4 * PAGE)
                .build();
        try (ExportedMemory memory = heap.allocate(Bench.request(6 * PAGE));
                DeviceAddresses mapped = privately(memory, Bench.DIRECT, needs)) {
            assertThat(mapped.segments())
                    .containsExactly(
                            new Segment(BASE, 3 * PAGE),
                            new Segment(BASE + 3 * PAGE, PAGE),
                            new Segment(BASE + 4 * PAGE, 2 * PAGE));
        }
    }

    @Test
    void shouldMapPrivatelyForNobodyWhoDoesNotReachIt() {
        PrivateMapper mapper =
                heap.allocate(Bench.request(PAGE)).privateMapper().orElseThrow();
        Constraints low = Constraints.builder().addressBits(24).build();
        DeviceDescription elsewhere =
                new DeviceDescription("disk0", "pci-0000:00:02.0", "a disk", Bench.DIRECT.provenance());

        assertThat(mapper.match(Bench.DIRECT, low, Orientation.ROTATE_0)).isEqualTo(Match.TRY_NEXT);
        assertThat(mapper.match(Bench.DIRECT, Constraints.NONE, Orientation.ROTATE_90))
                .isEqualTo(Match.TRY_NEXT);
        assertThat(mapper.match(elsewhere, Constraints.NONE, Orientation.ROTATE_0))
                .isEqualTo(Match.TRY_NEXT);
        assertThat(heap.match(elsewhere, Constraints.NONE, Orientation.ROTATE_0))
                .isEqualTo(Match.TRY_NEXT);
        assertThatThrownBy(() ->
                        mapper.map(new PrivateMapRequest(Bench.DIRECT, low, Direction.TO_DEVICE, Orientation.ROTATE_0)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
    }

    @Test
    void shouldNotMapPrivatelyPastAnIommuThatUsesTheSameAddresses() {
        CarveoutHeap shared = bench.heap(Map.of("entrepot_exporter", "shared", "region_base", 0x1400_0000L));

        assertThat(shared.match(Bench.DIRECT, Constraints.NONE, Orientation.ROTATE_0))
                .isEqualTo(Match.YES);
        assertThat(shared.match(Bench.TRANSLATED, Constraints.NONE, Orientation.ROTATE_0))
                .isEqualTo(Match.TRY_NEXT);
    }

    private static DeviceAddresses privately(ExportedMemory memory, DeviceDescription device, Constraints needs) {
        PrivateMapper mapper = memory.privateMapper().orElseThrow();
        assertThat(mapper.match(device, needs, Orientation.ROTATE_0)).isEqualTo(Match.YES);
        return mapper.map(new PrivateMapRequest(device, needs, Direction.BIDIRECTIONAL, Orientation.ROTATE_0));
    }

    private static void assertFault(Callable<?> access) {
        assertThatThrownBy(access::call).isInstanceOfSatisfying(EntrepotException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.DEVICE_FAULT));
    }

    private static void assertFault(Runnable access) {
        assertFault(Executors.callable(access));
    }

    @Test
    void shouldShowAStaleViewZerosAndNobodyWhatItWrites() {
        ExportedMemory old = heap.allocate(Bench.request(PAGE));
        ByteBuffer stale = old.view();
        stale.put(0, (byte) 1);
        old.close();
        try (ExportedMemory young = heap.allocate(Bench.request(PAGE))) {
            assertThat(Bench.address(young)).isEqualTo(Bench.address(old));
            young.view().put(1, (byte) 2);
            stale.put(2, (byte) 3);

            assertThat(stale.get(1)).isZero();
            assertThat(young.view().get(2)).isZero();
        }
    }

    @Test
    void shouldGiveNoViewOnceItIsClosed() {
        ExportedMemory memory = heap.allocate(Bench.request(PAGE));
        memory.close();

        assertThatThrownBy(memory::view).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldGiveBackOnceWhicheverThreadsClose() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 500; round++) {
                ExportedMemory memory = heap.allocate(Bench.request(PAGE));
                List<Callable<ByteBuffer>> rush =
                        List.of(() -> closed(memory), () -> closed(memory), () -> seen(memory), () -> closed(memory));
                for (Future<ByteBuffer> each : threads.invokeAll(rush)) {
                    each.get();
                }
                assertThat(heap.usage().buffers()).isZero();
                assertThat(bench.files.usage().windows()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
        CarveoutHeapTest.assertUntouched(heap);
    }

    private static ByteBuffer closed(ExportedMemory memory) {
        memory.close();
        return ByteBuffer.allocate(0);
    }

    private static ByteBuffer seen(ExportedMemory memory) {
        try {
            return memory.view();
        } catch (IllegalStateException e) {
            return ByteBuffer.allocate(0);
        }
    }

    @Test
    void shouldKeepEachBufferToItselfWhenSeveralThreadsTakeAndGive() throws Exception {
        long seed = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> workers = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Integer>) () -> work(new Random(seed + thread)))
                    .toList();
            for (Future<Integer> each : threads.invokeAll(workers)) {
                assertThat(each.get()).as("seed %d", seed).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
        CarveoutHeapTest.assertUntouched(heap);
    }

    private int work(Random random) {
        int taken = 0;
        for (int i = 0; i < 300; i++) {
            long mark = random.nextLong() | 1;
            try (ExportedMemory memory = heap.allocate(Bench.request(PAGE * (1 + random.nextInt(64))))) {
                ByteBuffer view = memory.view();
                int last = view.capacity() - Long.BYTES;
                assertThat(view.getLong(0)).isZero();
                assertThat(view.getLong(last)).isZero();
                view.putLong(0, mark).putLong(last, mark);
                assertThat(view.getLong(0)).isEqualTo(mark);
                assertThat(view.getLong(last)).isEqualTo(mark);
                taken++;
            }
        }
        return taken;
    }

    @Test
    void shouldKeepAHundredThousandApart() {
        CarveoutHeap wide = bench.heap(
                Map.of("entrepot_exporter", "wide", "region_base", 0x10_0000_0000L, "region_bytes", 2048 * MIB));
        ExportedMemory[] all = new ExportedMemory[100_000];
        Random random = new Random(1);
        for (int i = 0; i < all.length; i++) {
            all[i] = wide.allocate(Bench.request(PAGE * (1 + random.nextInt(4))));
        }
        long[] addresses = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            addresses[i] = Bench.address(all[i]) << 4 | all[i].size() / PAGE;
        }
        Arrays.sort(addresses);
        for (int i = 1; i < addresses.length; i++) {
            assertThat((addresses[i - 1] >> 4) + PAGE * (addresses[i - 1] & 15)).isLessThanOrEqualTo(addresses[i] >> 4);
        }
        assertThat(wide.usage().buffers()).isEqualTo(all.length);
        assertThat(CarveoutHeapTest.counter(wide, "most touched")).isLessThanOrEqualTo(SegregatedFit.MOST_TOUCHED);
        for (ExportedMemory memory : all) {
            memory.close();
        }
        assertThat(wide.usage()).returns(0L, HeapUsage::used).returns(2048 * MIB, HeapUsage::largestRun);
    }
}
