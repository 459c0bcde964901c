package org.entrepot.exporter.system.internal;

import java.util.Map;
import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.spi.Exporter;

class SystemHeapRulesTest extends ExporterContract {
    private final Bench bench = new Bench(0);

    @Override
    protected Exporter open() {
        return new SystemHeap(
                Bench.configured(SystemHeapConfig.class, Map.of()), Bench.EMULATED, bench.machine, bench.files);
    }

    @Override
    protected void leave(Exporter heap) {
        ((SystemHeap) heap).deactivate();
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(bench.probe());
    }
}
