package org.entrepot.exporter.system.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.system.internal.Bench.allZero;
import static org.entrepot.exporter.system.internal.Bench.count;
import static org.entrepot.exporter.system.internal.Bench.fill;
import static org.entrepot.exporter.system.internal.CachingHeaps.FRAME;
import static org.entrepot.exporter.system.internal.CachingHeaps.MIB;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That nobody is worse off for what the heap keeps: it gives way to whoever needs the memory. */
class SystemHeapCacheYieldTest {
    @RegisterExtension
    final CachingHeaps heaps = new CachingHeaps();

    private final Bench bench = heaps.bench;
    private final SystemHeap heap = heaps.heap(Map.of());

    @Test
    void shouldGiveTheCacheUpWhenTheMachineRunsOut() {
        heap.allocate(Bench.request(3 * MIB)).close();
        heap.allocate(Bench.request(4 * MIB)).close();
        assertThat(bench.machine.free() * Bench.PAGE).isEqualTo(9 * MIB);

        try (ExportedMemory all = heap.allocate(Bench.request(16 * MIB))) {
            assertThat(allZero(all.view())).isTrue();
            assertThat(count(heap, "cached")).isZero();
            assertThat(heap.usage()).returns(16 * MIB, HeapUsage::used).returns(0L, HeapUsage::failures);
            assertThatThrownBy(() -> heap.allocate(Bench.request(Bench.PAGE)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
        }
    }

    @Test
    void shouldGiveTheCacheUpWhenAnotherHeapRunsOut() {
        SystemHeap other = heaps.heap(Map.of("entrepot_exporter", "other", "cache_bytes", 0L));
        heap.allocate(Bench.request(7 * MIB)).close();
        assertThat(count(heap, "cached")).isEqualTo(7 * MIB);

        try (ExportedMemory all = other.allocate(Bench.request(16 * MIB))) {
            assertThat(all.size()).isEqualTo(16 * MIB);
            assertThat(count(heap, "cached")).isZero();
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
        assertThat(count(heap, "cached")).isEqualTo(8 * MIB);
        Constraints whole = Constraints.builder().maxSegments(12).build();

        try (ExportedMemory memory = heap.allocate(Bench.request(12 * MIB, whole))) {
            assertThat(memory.size()).isEqualTo(12 * MIB);
            assertThat(heap.usage().failures()).isZero();
        }
    }

    @Test
    void shouldKeepToTheQuotaWhateverIsCached() {
        SystemHeap small = heaps.heap(Map.of("entrepot_exporter", "small", "quota_bytes", 4 * MIB));
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
}
