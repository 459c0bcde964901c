package org.entrepot.exporter.system.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.entrepot.exporter.system.internal.Bench.allZero;
import static org.entrepot.exporter.system.internal.Bench.count;
import static org.entrepot.exporter.system.internal.Bench.fill;
import static org.entrepot.exporter.system.internal.Bench.runs;
import static org.entrepot.exporter.system.internal.CachingHeaps.FRAME;
import static org.entrepot.exporter.system.internal.CachingHeaps.MIB;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the heap keeps of freed buffers, for how long, and for whom. */
class SystemHeapCacheTest {
    @RegisterExtension
    final CachingHeaps heaps = new CachingHeaps();

    private final Bench bench = heaps.bench;
    private final SystemHeap heap = heaps.heap(Map.of());

    @Test
    void shouldHandTheSamePlaceOutAgainZeroAndAtOtherAddresses() {
        ExportedMemory first = heap.allocate(Bench.request(FRAME));
        List<PageRun> runs = runs(first);
        ByteBuffer stale = first.view();
        fill(stale, (byte) 7);
        first.close();
        assertThat(allZero(stale)).isTrue();

        try (ExportedMemory second = heap.allocate(Bench.request(FRAME))) {
            assertThat(runs(second)).isEqualTo(runs);
            assertThat(allZero(second.view())).isTrue();
            fill(second.view(), (byte) 99);
            assertThat(allZero(stale)).isTrue();
            stale.put(0, (byte) 1);
            assertThat(second.view().get(0)).isEqualTo((byte) 99);
            assertThat(count(heap, "cache hits")).isEqualTo(1);
            assertThat(count(heap, "cache misses")).isEqualTo(1);
        }
    }

    @Test
    void shouldCostHardlyAnyPageFaultWhenBackingIsReady() throws IOException {
        ExportedMemory first = heap.allocate(Bench.request(FRAME));
        long before = faults();
        fill(first.view(), (byte) 7);
        long fresh = faults() - before;
        first.close();
        heaps.awaitReady();

        before = faults();
        try (ExportedMemory second = heap.allocate(Bench.request(FRAME))) {
            fill(second.view(), (byte) 7);
            assertThat(faults() - before).isLessThan(fresh / 4);
            assertThat(count(heap, "cache late hits")).isZero();
        }
    }

    /** Page faults of this thread that took no disk. */
    private static long faults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
    }

    @Test
    void shouldCountWhatIsKeptAsFreeAndHandItBackWhenItIsIdle() {
        SystemHeap hasty = heaps.heap(Map.of("cache_idleMillis", 50L, "entrepot_exporter", "hasty"));
        hasty.allocate(Bench.request(FRAME)).close();
        assertThat(hasty.usage()).returns(0L, HeapUsage::used).returns(0L, HeapUsage::buffers);

        await().until(() -> bench.machine.free() == bench.machine.memory().count());
        assertThat(count(hasty, "cached")).isZero();
        assertThat(count(hasty, "cache handed back")).isEqualTo(FRAME);
        await().until(() -> bench.files.usage().files() == 0);
    }

    @Test
    void shouldKeepNoMoreThanItMayAndTheLatestFreed() {
        List<ExportedMemory> out = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            out.add(heap.allocate(Bench.request(MIB)));
        }
        List<PageRun> last = runs(out.get(9));
        out.forEach(ExportedMemory::close);

        assertThat(count(heap, "cached")).isEqualTo(8 * MIB);
        assertThat(count(heap, "cache handed back")).isEqualTo(2 * MIB);
        heaps.awaitReady();
        try (ExportedMemory next = heap.allocate(Bench.request(MIB))) {
            assertThat(runs(next)).isEqualTo(last);
        }
        heap.allocate(Bench.request(9 * MIB)).close();
        assertThat(count(heap, "cached")).isLessThanOrEqualTo(8 * MIB);
    }

    @Test
    void shouldKeepFewDescriptorsHoweverSmallTheBuffers() {
        List<ExportedMemory> out = new ArrayList<>();
        for (int i = 0; i < BackingCache.MOST_KEPT + 50; i++) {
            out.add(heap.allocate(Bench.request(Bench.PAGE)));
        }
        out.forEach(ExportedMemory::close);

        heaps.awaitReady();
        assertThat(bench.files.usage().files()).isLessThanOrEqualTo(BackingCache.MOST_KEPT + 1);
    }

    @Test
    void shouldKeepNothingWhenTheCacheIsSwitchedOff() {
        for (String key : List.of("cache_bytes", "cache_idleMillis")) {
            SystemHeap without = heaps.heap(Map.of(key, 0L, "entrepot_exporter", "without"));
            without.allocate(Bench.request(FRAME)).close();

            assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
            assertThat(count(without, "cache misses")).isZero();
        }
    }

    @Test
    void shouldNotHandKeptFramesToARequestWhoseConstraintsTheyBreak() {
        Bench fragmented = new Bench(100);
        SystemHeap scattered = new SystemHeap(
                Bench.configured(SystemHeapConfig.class, Map.of()),
                Bench.EMULATED,
                fragmented.machine,
                fragmented.files);
        ExportedMemory first = scattered.allocate(Bench.request(4 * MIB));
        int segments = Blocks.distinctRuns(runs(first));
        first.close();
        Constraints same = Constraints.builder().maxSegments(segments).build();
        Constraints fewer = Constraints.builder().maxSegments(2).build();

        assertThatThrownBy(() -> scattered.allocate(Bench.request(4 * MIB, fewer)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
        assertThat(count(scattered, "cache hits")).isZero();
        scattered.allocate(Bench.request(4 * MIB)).close();
        scattered.allocate(Bench.request(4 * MIB, same)).close();
        assertThat(count(scattered, "cache hits")).isEqualTo(1);
        scattered.deactivate();
    }

    @Test
    void shouldAddUpWhenManyAllocateFillAndCloseAtOnce() throws Exception {
        long seed = System.nanoTime();
        SystemHeap hasty = heaps.heap(Map.of("entrepot_exporter", "hasty", "cache_idleMillis", 3L));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(seed + i);
                SystemHeap own = i % 2 == 0 ? heap : hasty;
                work.add(() -> churn(own, random));
            }
            int allocated = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                allocated += done.get();
            }
            long asked = count(heap, "cache hits")
                    + count(heap, "cache misses")
                    + count(hasty, "cache hits")
                    + count(hasty, "cache misses");
            assertThat(asked).as("seed %d", seed).isEqualTo(allocated);
        } finally {
            threads.shutdownNow();
        }
        heaps.awaitReady();
        long cached = count(heap, "cached") + count(hasty, "cached");
        assertThat((bench.machine.memory().count() - bench.machine.free()) * Bench.PAGE)
                .as("seed %d: frames taken are those cached", seed)
                .isEqualTo(cached);
        assertThat(blockBytes(heap) + blockBytes(hasty)).as("seed %d", seed).isEqualTo(cached);
    }

    private static int churn(SystemHeap heap, Random random) {
        byte mark = (byte) (1 + random.nextInt(100));
        int allocated = 0;
        ByteBuffer stale = ByteBuffer.allocate(1);
        while (allocated < 300) {
            long bytes = Bench.PAGE << random.nextInt(9);
            ExportedMemory memory = heap.allocate(Bench.request(bytes));
            allocated++;
            assertThat(allZero(memory.view())).isTrue();
            fill(memory.view(), mark);
            stale.put(0, (byte) 0);
            assertThat(memory.view().get(0)).isEqualTo(mark);
            stale = memory.view();
            memory.close();
        }
        return allocated;
    }

    private static long blockBytes(SystemHeap heap) {
        return ((count(heap, "blocks of order 8") << 8)
                        + (count(heap, "blocks of order 4") << 4)
                        + count(heap, "blocks of order 0"))
                * Bench.PAGE;
    }
}
