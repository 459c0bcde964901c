package org.entrepot.emulation.internal.mapper;

import org.entrepot.conformance.DeviceProbe;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.spi.Mapper;

/** Devices of the emulated machine that a contract drives. */
final class Probes {
    private Probes() {}

    static DeviceProbe on(String bus, EmulatedMachine machine, Mapper mapper) {
        DmaPort port = machine.port("probe0", bus);
        return DeviceProbe.on(
                "probe0",
                bus,
                mapper,
                (address, bytes) -> port.read(address, bytes, 0, bytes.length),
                (address, bytes) -> port.write(address, bytes, 0, bytes.length));
    }
}
