package org.entrepot.device.vfio.internal;

import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.MapperContract;
import org.entrepot.spi.ExportedMemory;

class VfioMapperRulesTest extends MapperContract {
    private final Bench bench = new Bench();

    @Override
    protected DeviceProbe probe() {
        return new DeviceProbe(bench.importer.description(), bench.mapper, bench.device::read, bench.device::write);
    }

    @Override
    protected ExportedMemory memory(long bytes) {
        return bench.memory(bytes);
    }
}
