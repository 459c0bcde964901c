package org.entrepot.spi;

import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An exporter's own way to show its memory to a device, for memory that only its maker understands: a tiling unit, a carve-out
 * without pages.
 */
@ConsumerType
public interface PrivateMapper {
    /** Stable, for people; usually the exporter's name. */
    String name();

    /** Whether the exporter can map its memory for the device. */
    Match match(DeviceDescription device);

    /**
     * Maps the memory into the device's address space.
     *
     * @param device for which to map
     * @param constraints of the device itself, which the addresses must respect
     * @param direction what the device may do
     * @return the addresses, which the caller owns and closes to unmap
     */
    DeviceAddresses map(DeviceDescription device, Constraints constraints, Direction direction);
}
