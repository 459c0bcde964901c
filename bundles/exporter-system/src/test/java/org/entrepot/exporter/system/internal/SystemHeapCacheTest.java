package org.entrepot.exporter.system.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the heap keeps of freed buffers, and that nobody is worse off for it. */
class SystemHeapCacheTest {
    private static final long MIB = 1L << 20;
    private static final long FRAME = 2 * MIB + 3 * Bench.PAGE;
    private static final long NEVER = 86_400_000;

    private final Bench bench = new Bench(0);
    private final List<SystemHeap> heaps = new ArrayList<>();
    private final SystemHeap heap = heap(Map.of());

    /** A heap that keeps 8 MiB and hands nothing back, unless told otherwise. */
    private SystemHeap heap(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(Map.of("cache_bytes", 8 * MIB, "cache_idleMillis", NEVER));
        all.putAll(values);
        SystemHeap made = new SystemHeap(Bench.configured(SystemHeapConfig.class, all), bench.machine, bench.files);
        heaps.add(made);
        return made;
    }

    @BeforeEach
    void onlyWhereMemoryCanBeKept() {
        assumeTrue(
                bench.files.form().kind() == MemoryFiles.Form.Kind.SEALED_MEMFD,
                "the JVM's memory is not kept: " + bench.files.form().reason());
    }

    @AfterEach
    void leaveNothingBehind() {
        heaps.forEach(SystemHeap::deactivate);
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
        assertThat(bench.files.usage().files()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("entrepot-cache-"));
    }

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
            assertThat(count("cache hits")).isEqualTo(1);
            assertThat(count("cache misses")).isEqualTo(1);
        }
    }

    @Test
    void shouldCostHardlyAnyPageFaultWhenBackingIsReady() throws IOException {
        ExportedMemory first = heap.allocate(Bench.request(FRAME));
        long before = faults();
        fill(first.view(), (byte) 7);
        long fresh = faults() - before;
        first.close();
        awaitReady();

        before = faults();
        try (ExportedMemory second = heap.allocate(Bench.request(FRAME))) {
            fill(second.view(), (byte) 7);
            assertThat(faults() - before).isLessThan(fresh / 4);
            assertThat(count("cache late hits")).isZero();
        }
    }

    /** Page faults of this thread that took no disk. */
    private static long faults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
    }

    private void awaitReady() {
        await().until(() -> heaps.stream().allMatch(each -> count(each, "cached") == count(each, "cached ready")));
    }

    @Test
    void shouldCountWhatIsKeptAsFreeAndHandItBackWhenItIsIdle() {
        SystemHeap hasty = heap(Map.of("cache_idleMillis", 50L, "entrepot_exporter", "hasty"));
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

        assertThat(count("cached")).isEqualTo(8 * MIB);
        assertThat(count("cache handed back")).isEqualTo(2 * MIB);
        awaitReady();
        try (ExportedMemory next = heap.allocate(Bench.request(MIB))) {
            assertThat(runs(next)).isEqualTo(last);
        }
        heap.allocate(Bench.request(9 * MIB)).close();
        assertThat(count("cached")).isLessThanOrEqualTo(8 * MIB);
    }

    @Test
    void shouldKeepFewDescriptorsHoweverSmallTheBuffers() {
        List<ExportedMemory> out = new ArrayList<>();
        for (int i = 0; i < BackingCache.MOST_KEPT + 50; i++) {
            out.add(heap.allocate(Bench.request(Bench.PAGE)));
        }
        out.forEach(ExportedMemory::close);

        awaitReady();
        assertThat(bench.files.usage().files()).isLessThanOrEqualTo(BackingCache.MOST_KEPT + 1);
    }

    @Test
    void shouldKeepNothingWhenTheCacheIsSwitchedOff() {
        for (String key : List.of("cache_bytes", "cache_idleMillis")) {
            SystemHeap without = heap(Map.of(key, 0L, "entrepot_exporter", "without"));
            without.allocate(Bench.request(FRAME)).close();

            assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
            assertThat(count(without, "cache misses")).isZero();
        }
    }

    @Test
    void shouldGiveTheCacheUpWhenTheMachineRunsOut() {
        heap.allocate(Bench.request(3 * MIB)).close();
        heap.allocate(Bench.request(4 * MIB)).close();
        assertThat(bench.machine.free() * Bench.PAGE).isEqualTo(9 * MIB);

        try (ExportedMemory all = heap.allocate(Bench.request(16 * MIB))) {
            assertThat(allZero(all.view())).isTrue();
            assertThat(count("cached")).isZero();
            assertThat(heap.usage()).returns(16 * MIB, HeapUsage::used).returns(0L, HeapUsage::failures);
            assertThatThrownBy(() -> heap.allocate(Bench.request(Bench.PAGE)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
        }
    }

    @Test
    void shouldGiveTheCacheUpWhenAnotherHeapRunsOut() {
        SystemHeap other = heap(Map.of("entrepot_exporter", "other", "cache_bytes", 0L));
        heap.allocate(Bench.request(7 * MIB)).close();
        assertThat(count("cached")).isEqualTo(7 * MIB);

        try (ExportedMemory all = other.allocate(Bench.request(16 * MIB))) {
            assertThat(all.size()).isEqualTo(16 * MIB);
            assertThat(count("cached")).isZero();
        }
    }

    @Test
    void shouldGiveTheCacheUpWhenItMakesFreeMemoryTooScattered() {
        List<ExportedMemory> out = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            out.add(heap.allocate(Bench.request(MIB)));
        }
        for (int i = 0; i < 16; i++) {
            out.get(i).close();
        }
        assertThat(count("cached")).isEqualTo(8 * MIB);
        Constraints whole = Constraints.builder().maxSegments(12).build();

        try (ExportedMemory memory = heap.allocate(Bench.request(12 * MIB, whole))) {
            assertThat(memory.size()).isEqualTo(12 * MIB);
            assertThat(heap.usage().failures()).isZero();
        }
    }

    @Test
    void shouldNotHandKeptFramesToARequestWhoseConstraintsTheyBreak() {
        Bench fragmented = new Bench(100);
        SystemHeap scattered = new SystemHeap(
                Bench.configured(SystemHeapConfig.class, Map.of()), fragmented.machine, fragmented.files);
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
    void shouldKeepToTheQuotaWhateverIsCached() {
        SystemHeap small = heap(Map.of("entrepot_exporter", "small", "quota_bytes", 4 * MIB));
        small.allocate(Bench.request(3 * MIB)).close();
        assertThat(count(small, "cached")).isEqualTo(3 * MIB);

        try (ExportedMemory all = small.allocate(Bench.request(4 * MIB))) {
            assertThat(small.usage()).returns(all.size(), HeapUsage::used).returns(0L, HeapUsage::failures);
            assertThatThrownBy(() -> small.allocate(Bench.request(3 * MIB)))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("quota=" + 4 * MIB);
        }
    }

    @Test
    void shouldLeaveMemoryAloneThatIsOutWhenTheHeapLeaves() {
        ExportedMemory out = heap.allocate(Bench.request(FRAME));
        heap.allocate(Bench.request(MIB)).close();
        fill(out.view(), (byte) 7);

        heap.deactivate();

        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count() - FRAME / Bench.PAGE);
        assertThat(out.view().get(0)).isEqualTo((byte) 7);
        out.close();
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
        assertThat(allZero(out.view())).isTrue();
    }

    @Test
    void shouldAddUpWhenManyAllocateFillAndCloseAtOnce() throws Exception {
        long seed = System.nanoTime();
        SystemHeap hasty = heap(Map.of("entrepot_exporter", "hasty", "cache_idleMillis", 3L));
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
            long asked = count("cache hits")
                    + count("cache misses")
                    + count(hasty, "cache hits")
                    + count(hasty, "cache misses");
            assertThat(asked).as("seed %d", seed).isEqualTo(allocated);
        } finally {
            threads.shutdownNow();
        }
        awaitReady();
        long cached = count("cached") + count(hasty, "cached");
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
        Bench fragmented = new Bench(100);
        SystemHeap others = new SystemHeap(
                Bench.configured(SystemHeapConfig.class, Map.of()), fragmented.machine, fragmented.files);
        assertThat(others.occupancy(16).get(0).cells()).containsOnly(Use.PINNED);
        others.deactivate();
    }

    private long count(String name) {
        return count(heap, name);
    }

    private static long count(SystemHeap heap, String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .sum();
    }

    private static void fill(ByteBuffer view, byte value) {
        for (int i = 0; i < view.capacity(); i += 1024) {
            view.put(i, value);
        }
    }

    private static boolean allZero(ByteBuffer view) {
        return view.mismatch(ByteBuffer.allocate(view.capacity())) < 0;
    }

    private static List<PageRun> runs(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs();
    }
}
