package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.Segment;
import org.osgi.annotation.versioning.ConsumerType;

/** Addresses that a mapper gave a device. The device may use them until they are closed; afterwards they fault. */
@ConsumerType
public interface DeviceAddresses extends AutoCloseable {
    /** The addresses in the order of the memory's bytes; together exactly the bytes that were to be mapped. Never changes. */
    List<Segment> segments();

    /**
     * Unmaps. When it returns the device no longer reaches the memory. Closing twice counts once. While it has not returned, and if it
     * throws, the memory is given to nobody else.
     */
    @Override
    void close();
}
