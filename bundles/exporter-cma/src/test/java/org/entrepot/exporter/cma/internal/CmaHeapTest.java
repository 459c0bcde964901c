package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
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
        return new CmaHeap(Bench.configured(CmaHeapConfig.class, values), bench.machine, bench.files);
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

    private static PageRun run(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs().get(0);
    }
}
