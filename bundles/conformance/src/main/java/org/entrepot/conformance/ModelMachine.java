package org.entrepot.conformance;

import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The smallest machine on which the rules can be proved, so that a vendor's tests need nothing but this bundle: page frames, and a
 * device on a bus of physical addresses that reaches only what is mapped for it. No devices with a picture, no I/O MMU, no
 * fragmentation: those has the emulated machine of a gateway.
 */
public final class ModelMachine {
    /** The bus of the machine's devices. */
    public static final String BUS = "model";

    private static final long RAM_BASE = 4L << 30;
    private static final long RAM_BYTES = 16L << 20;

    private final ModelFrames frames =
            new ModelFrames(new PageRun(RAM_BASE >> PageFrames.PAGE_SHIFT, RAM_BYTES >> PageFrames.PAGE_SHIFT));
    private final ModelMapper mapper = new ModelMapper(frames);

    /** Switches a machine on: 16 MiB from 4 GiB, and free ranges below. */
    public ModelMachine() {}

    /** Its page frames, as an exporter gets them. */
    public PageFrames frames() {
        return frames;
    }

    /** A device on its bus. */
    public DeviceProbe probe() {
        return DeviceProbe.on("probe0", BUS, mapper, mapper::read, mapper::write);
    }
}
