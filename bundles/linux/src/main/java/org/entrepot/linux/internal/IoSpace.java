package org.entrepot.linux.internal;

import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.linux.VfioDevice.Reach;
import org.entrepot.linux.VfioDevices.Way;

/** The addresses of one device behind an I/O MMU, and the device. Calls answer an error number, 0 for none. */
interface IoSpace extends AutoCloseable {
    Way way();

    /** Addresses that may be mapped, in order. */
    List<Reach> valid();

    int map(long iova, long address, long bytes, Direction direction);

    /** Unmaps what was mapped by one call. */
    int unmap(long iova, long bytes);

    /** The device itself. */
    DeviceFile device();

    /** Lets the device go, and everything that was mapped. */
    @Override
    void close();
}
