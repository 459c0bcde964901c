package org.entrepot.conformance;

import java.util.Optional;
import org.entrepot.spi.Exporter;

class ModelHeapRulesTest extends ExporterContract {
    private final ModelMachine machine = new ModelMachine();

    @Override
    protected Exporter open() {
        return new ModelHeap("model", machine.frames());
    }

    @Override
    protected void leave(Exporter heap) {
        // Nothing to let go: what is out needs nothing of the heap.
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(machine.probe());
    }
}
