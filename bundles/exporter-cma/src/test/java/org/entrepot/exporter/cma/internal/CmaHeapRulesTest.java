package org.entrepot.exporter.cma.internal;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.spi.Exporter;

class CmaHeapRulesTest extends ExporterContract {
    final Bench bench = new Bench(0);

    @Override
    protected Exporter open() {
        return open("emulated");
    }

    Exporter open(String backing) {
        return new CmaHeap(
                Bench.configured(CmaHeapConfig.class, Map.of("region_bytes", 16L << 20, "backing", backing)),
                Bench.EMULATED,
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
