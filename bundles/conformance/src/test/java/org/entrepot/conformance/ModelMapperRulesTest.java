package org.entrepot.conformance;

import org.entrepot.spi.ExportedMemory;

class ModelMapperRulesTest extends MapperContract {
    private final ModelMachine machine = new ModelMachine();

    @Override
    protected DeviceProbe probe() {
        return machine.probe();
    }

    @Override
    protected ExportedMemory memory(long bytes) {
        return ScatteredMemory.take(machine.frames(), bytes);
    }
}
