package org.entrepot.exporter.carveout.internal;

import java.util.Map;
import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.spi.Exporter;

class FirstFitRulesTest extends ExporterContract {
    private final Bench bench = new Bench();

    @Override
    protected Exporter open() {
        return bench.heap(Map.of("fit", "first"));
    }

    @Override
    protected void leave(Exporter heap) {
        ((CarveoutHeap) heap).deactivate();
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(bench.probe());
    }
}
