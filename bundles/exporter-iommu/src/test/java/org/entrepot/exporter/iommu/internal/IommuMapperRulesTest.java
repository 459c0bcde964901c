package org.entrepot.exporter.iommu.internal;

import java.util.Map;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.MapperContract;
import org.entrepot.spi.ExportedMemory;
import org.junit.jupiter.api.AfterEach;

class IommuMapperRulesTest extends MapperContract {
    private final Bench bench = new Bench();
    private final IommuHeap heap = bench.start(Map.of());

    @AfterEach
    void stop() {
        heap.deactivate();
    }

    @Override
    protected DeviceProbe probe() {
        return bench.probe();
    }

    @Override
    protected ExportedMemory memory(long bytes) {
        return bench.scattered(bytes);
    }
}
