package org.entrepot.exporter.system.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.system.internal.Bench.runs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemHeapTest {
    private static final long MIB = 1L << 20;

    private final Bench bench = new Bench(0);
    private final SystemHeap heap = bench.heap(Map.of());

    @Test
    void shouldOfferPagesFirstAndThenTheDescriptorWhenMemoryHasOne() {
        try (ExportedMemory memory = heap.allocate(Bench.request(Bench.PAGE))) {
            assertThat(memory.cookies().get(0)).isInstanceOf(MemoryCookie.Pages.class);
            assertThat(memory.cookies())
                    .extracting(MemoryCookie::type)
                    .containsExactlyElementsOf(heap.capabilities().mappingTypes());
        }
    }

    @Test
    void shouldGiveEverythingBackOnceWhenClosedTwice() {
        ExportedMemory memory = heap.allocate(Bench.request(3 * MIB));

        memory.close();
        memory.close();

        assertUntouched();
        assertThat(heap.usage().highWater()).isEqualTo(3 * MIB);
    }

    @Test
    void shouldBeZeroWhenMemoryIsUsedAgain() {
        try (ExportedMemory first = heap.allocate(Bench.request(MIB))) {
            for (int i = 0; i < first.size(); i++) {
                first.view().put(i, (byte) 1);
            }
        }
        try (ExportedMemory second = heap.allocate(Bench.request(MIB))) {
            assertThat(second.view().mismatch(ByteBuffer.allocate((int) MIB))).isEqualTo(-1);
        }
    }

    @Test
    void shouldSayExhaustedAndLeaveNothingWhenTheMachineHasTooFewFrames() {
        long frame = bench.machine.take(10).orElseThrow();

        assertOutOfMemory(13 * MIB, "exhausted", "wanted=3328", "free=3072");

        bench.machine.give(frame, 10);
        assertUntouched();
        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(0L, HeapUsage::fragmented);
    }

    @Test
    void shouldSayExhaustedWhenTheQuotaIsReached() {
        SystemHeap small = bench.heap(Map.of("quota_bytes", 2 * MIB));
        try (ExportedMemory held = small.allocate(Bench.request(MIB))) {
            assertThatThrownBy(() -> small.allocate(Bench.request(MIB + Bench.PAGE)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                    .hasMessageContaining("used=" + held.size())
                    .hasMessageContaining("quota=" + 2 * MIB);
            assertThat(small.usage().capacity()).isEqualTo(2 * MIB);
        }
        small.allocate(Bench.request(2 * MIB)).close();
    }

    @Test
    void shouldGiveTheBlocksBackWhenNoMemoryFileCanBeMade() {
        SystemHeap unlucky = new SystemHeap(
                Bench.configured(SystemHeapConfig.class, Map.of()),
                Bench.EMULATED,
                bench.machine,
                new NoFiles(bench.files));

        assertThatThrownBy(() -> unlucky.allocate(Bench.request(MIB)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
        assertThat(unlucky.usage()).returns(0L, HeapUsage::used).returns(0L, HeapUsage::buffers);
        assertUntouched();
    }

    @Test
    void shouldKeepMemoryInPlaceWhenAnotherHeapUsesTheSameMachine() {
        SystemHeap other = bench.heap(Map.of("entrepot_exporter", "second"));
        try (ExportedMemory first = heap.allocate(Bench.request(MIB));
                ExportedMemory second = other.allocate(Bench.request(MIB))) {
            assertThat(runs(first)).doesNotContainAnyElementsOf(runs(second));
            assertThat(other.usage().used()).isEqualTo(MIB);
        }
        assertUntouched();
    }

    @Test
    void shouldPromiseItsZoneAndPlentyWhenAsked() {
        assertThat(heap.capabilities())
                .returns(4L << 30, Capabilities::lowestAddress)
                .returns((4L << 30) + (16 << 20) - 1, Capabilities::highestAddress)
                .returns(Capabilities.Contiguity.SCATTERED, Capabilities::contiguity)
                .returns(Capabilities.Supply.PLENTY, Capabilities::supply);
        assertThat(heap.expectedRuns(2 * MIB + (1 << 16))).isEqualTo(3);
        assertThat(heap.description().provenance().isEmulated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void shouldNameKeyAndValueWhenTheQuotaIsBad(long quota) {
        assertThatThrownBy(() -> bench.heap(Map.of("quota_bytes", quota)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.entrepot.exporter.system")
                .hasMessageContaining("quota.bytes=" + quota);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9lives", "a b"})
    void shouldNameTheNameWhenItIsBad(String name) {
        assertThatThrownBy(() -> bench.heap(Map.of("entrepot_exporter", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=" + name);
    }

    @Test
    void shouldLoseNoFrameWhenManyAllocateAndCloseAtOnce() throws Exception {
        long seed = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(seed + i);
                work.add(() -> churn(random));
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(bench.machine.free())
                .as("seed %d", seed)
                .isEqualTo(bench.machine.memory().count());
        assertUntouched();
    }

    private Void churn(Random random) {
        for (int i = 0; i < 300; i++) {
            try (ExportedMemory memory = heap.allocate(Bench.request((1 + random.nextInt(900)) * Bench.PAGE))) {
                memory.view().putInt(0, i);
                assertThat(memory.view().getInt(0)).isEqualTo(i);
            } catch (EntrepotException e) {
                assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
            }
        }
        return null;
    }

    private void assertOutOfMemory(long bytes, String... words) {
        assertThatThrownBy(() -> heap.allocate(Bench.request(bytes)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll(words);
    }

    private void assertUntouched() {
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
        assertThat(bench.machine.largestFreeOrder()).isEqualTo(PageFrames.MAX_ORDER);
        assertThat(heap.usage()).returns(0L, HeapUsage::used).returns(0L, HeapUsage::buffers);
        assertThat(bench.files.usage().files()).isZero();
    }

    /** A system that has no descriptors left. */
    private record NoFiles(MemoryFiles real) implements MemoryFiles {
        @Override
        public MemoryFile create(String name, long bytes) {
            throw new EntrepotException(Reason.LIMIT, "a process has descriptors: EMFILE; close some");
        }

        @Override
        public MemoryRegion region(String name, long bytes) {
            return real.region(name, bytes);
        }

        @Override
        public DmaBufs dmaBufs() {
            return real.dmaBufs();
        }

        @Override
        public DmaBufFile dmaBuf(String name, List<Part> parts) {
            return real.dmaBuf(name, parts);
        }

        @Override
        public HugePages hugePages() {
            return real.hugePages();
        }

        @Override
        public MemoryFile createHuge(String name, long bytes) {
            return real.createHuge(name, bytes);
        }

        @Override
        public MemoryRegion hugeRegion(String name, long bytes) {
            return real.hugeRegion(name, bytes);
        }

        @Override
        public Form form() {
            return real.form();
        }

        @Override
        public Usage usage() {
            return real.usage();
        }
    }
}
