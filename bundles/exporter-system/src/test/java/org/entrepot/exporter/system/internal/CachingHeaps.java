package org.entrepot.exporter.system.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.entrepot.exporter.system.internal.Bench.count;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.linux.MemoryFiles;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Heaps on one machine that keep 8 MiB of what was freed; each test leaves the machine as it found it. */
final class CachingHeaps implements BeforeEachCallback, AfterEachCallback {
    static final long MIB = 1L << 20;
    static final long FRAME = 2 * MIB + 3 * Bench.PAGE;
    private static final long NEVER = 86_400_000;

    final Bench bench = new Bench(0);
    private final List<SystemHeap> heaps = new ArrayList<>();

    /** A heap that keeps 8 MiB and hands nothing back, unless told otherwise. */
    SystemHeap heap(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(Map.of("cache_bytes", 8 * MIB, "cache_idleMillis", NEVER));
        all.putAll(values);
        SystemHeap made = new SystemHeap(
                Bench.configured(SystemHeapConfig.class, all), Bench.EMULATED, bench.machine, bench.files);
        heaps.add(made);
        return made;
    }

    /** Only where memory can be kept. */
    @Override
    public void beforeEach(ExtensionContext context) {
        assumeTrue(
                bench.files.form().kind() == MemoryFiles.Form.Kind.SEALED_MEMFD,
                "the JVM's memory is not kept: " + bench.files.form().reason());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        heaps.forEach(SystemHeap::deactivate);
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
        assertThat(bench.files.usage().files()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("entrepot-cache-"));
    }

    void awaitReady() {
        await().until(() -> heaps.stream().allMatch(each -> count(each, "cached") == count(each, "cached ready")));
    }
}
