package org.entrepot.exporter.iommu.internal;

import java.util.Map;
import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.spi.Exporter;

class IommuHeapRulesTest extends ExporterContract {
    private final Bench bench = new Bench();

    @Override
    protected Exporter open() {
        return bench.start(Map.of());
    }

    @Override
    protected void leave(Exporter heap) {
        ((IommuHeap) heap).deactivate();
    }

    /** Behind the machine's own mapper, which stays when the heap leaves. */
    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(bench.probe(bench.ownMapper()));
    }
}
