package com.example.sram;

import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.conformance.ModelMachine;
import org.entrepot.spi.Exporter;

class SramHeapRulesTest extends ExporterContract {
    private final ModelMachine machine = new ModelMachine();

    @Override
    protected Exporter open() {
        return new SramHeap(Configured.with(), machine.frames());
    }

    @Override
    protected void leave(Exporter heap) {
        ((SramHeap) heap).deactivate();
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(machine.probe());
    }
}
