package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;

/** A heap with a region of 8 MiB, on a machine on which others may be set beside it. */
final class SmallRegion {
    static final long MIB = 1L << 20;
    static final long BASE = 0x3000_0000L;
    static final long BYTES = 8 * MIB;
    static final Map<String, Object> SMALL = Map.of("region_bytes", BYTES);

    final Bench bench = new Bench(0);
    final long allFrames = bench.machine.free();
    final List<String> errors = new ArrayList<>();
    final CmaHeap heap = heap(SMALL);

    /** Another heap on the same machine. */
    CmaHeap heap(Map<String, Object> values) {
        CmaHeapConfig config = config(values);
        Emulated who = new Emulated(config.entrepot_exporter(), "a test says so");
        return new CmaHeap(config, who, bench.machine, bench.files, Bench.keeping(errors));
    }

    static CmaHeapConfig config(Map<String, Object> values) {
        return Bench.configured(CmaHeapConfig.class, values);
    }

    /** The small heap's configuration, but for some values. */
    static CmaHeapConfig changed(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(SMALL);
        all.putAll(values);
        return config(all);
    }

    void assertOutOfMemory(long bytes, String... words) {
        assertThatThrownBy(() -> heap.allocate(Bench.request(bytes)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll(words);
    }

    void assertUntouched() {
        assertThat(heap.usage())
                .returns(0L, HeapUsage::used)
                .returns(0L, HeapUsage::buffers)
                .returns(BYTES, HeapUsage::largestRun);
        assertThat(bench.files.usage().files()).isZero();
    }

    static long counter(CmaHeap heap, String name) {
        return heap.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    static PageRun run(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs().get(0);
    }
}
