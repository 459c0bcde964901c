package org.entrepot.emulation.internal.mapper;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Provenance;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.Machines;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;

/** Memory in a machine, and requests to map it. */
final class Mapped {
    static final long PAGE = 4096;
    static final DeviceDescription DIRECT = device("camera0", EmulatedBus.DIRECT);
    static final DeviceDescription TRANSLATED = device("rotator0", EmulatedBus.BEHIND_IOMMU);

    final EmulatedMachine machine = Machines.quiet();
    final List<PageRun> runs;
    final ByteBuffer bytes;

    Mapped(PageRun... runs) {
        this.runs = List.of(runs);
        this.bytes = ByteBuffer.allocate((int) size());
        machine.place(this.runs, bytes);
    }

    private static DeviceDescription device(String name, String bus) {
        return new DeviceDescription(name, bus, "a device", Provenance.emulated("for a test"));
    }

    long size() {
        return new MemoryCookie.Pages(runs).bytes();
    }

    MapRequest request(DeviceDescription device, Constraints constraints, Direction direction) {
        return new MapRequest(device, constraints, new MemoryCookie.Pages(runs), size(), direction);
    }
}
