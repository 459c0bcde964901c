package org.entrepot.emulation.internal.mapper;

import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.MapperContract;
import org.entrepot.conformance.ScatteredMemory;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.Machines;
import org.entrepot.spi.ExportedMemory;

class DirectMapperRulesTest extends MapperContract {
    private final EmulatedMachine machine = Machines.quiet();

    @Override
    protected DeviceProbe probe() {
        return Probes.on(EmulatedBus.DIRECT, machine, new DirectMapper(machine));
    }

    @Override
    protected ExportedMemory memory(long bytes) {
        return ScatteredMemory.take(machine, bytes);
    }
}
