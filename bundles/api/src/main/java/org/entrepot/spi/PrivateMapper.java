package org.entrepot.spi;

import org.entrepot.api.Constraints;
import org.entrepot.api.Orientation;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An exporter's own way to show its memory to a device, for memory that only its maker understands: a tiling unit, a carve-out
 * without pages.
 */
@ConsumerType
public interface PrivateMapper {
    /** Stable, for people; usually the exporter's name. */
    String name();

    /**
     * Whether the exporter can map this memory for the device.
     *
     * @param device that wants it
     * @param constraints of the device itself
     * @param orientation in which it wants to see the image
     */
    Match match(DeviceDescription device, Constraints constraints, Orientation orientation);

    /**
     * Maps the memory into the device's address space.
     *
     * @param request for whom, in which direction, how turned, within which limits
     * @return the addresses in the order of the bytes of the layout that the device sees ({@link
     *     org.entrepot.api.ImageLayout#seen}), together as many as the memory has; the caller owns and closes them to unmap
     */
    DeviceAddresses map(PrivateMapRequest request);
}
