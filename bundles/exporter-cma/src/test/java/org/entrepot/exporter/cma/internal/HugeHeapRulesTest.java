package org.entrepot.exporter.cma.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.spi.Exporter;

/** The rule book for a heap whose bytes are huge pages. */
class HugeHeapRulesTest extends ExporterContract {
    private static final int ENOUGH = 64;

    private final Bench bench = new Bench(0);

    @Override
    protected Exporter open() {
        long free = bench.files.hugePages().free();
        assumeTrue(
                free >= ENOUGH,
                "huge pages: free=" + free + " wanted=" + ENOUGH + "; set vm.nr_hugepages to see this tested");
        return new CmaHeap(
                Bench.configured(CmaHeapConfig.class, Map.of("region_bytes", 16L << 20, "backing", "hugetlb")),
                bench.machine,
                bench.files,
                Bench.keeping(new ArrayList<>()));
    }

    @Override
    protected void leave(Exporter heap) {
        ((CmaHeap) heap).deactivate();
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(bench.probe());
    }
}
