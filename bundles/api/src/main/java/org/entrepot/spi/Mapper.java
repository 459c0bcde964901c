package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The DMA layer of a bus or an I/O MMU: turns memory into the addresses of a device. One service for each mapper; of several
 * that serve a device the one of the highest service ranking is taken.
 */
@ConsumerType
public interface Mapper {
    /** The service property that carries the mapper's name, a {@code String} equal to {@link #name()}. */
    String NAME_PROPERTY = "entrepot.mapper";

    /** Stable and unique in the machine, such as {@code direct0} or {@code iommu0}. */
    String name();

    /** Whether this mapper stands between the device and memory. Cheap, and the same for a device as long as both are here. */
    boolean serves(DeviceDescription device);

    /**
     * What is left of a device's constraints behind this mapper: an I/O MMU shows scattered memory anywhere as one run, so it
     * lifts contiguity and reach; a direct mapper lifts nothing. Nothing is added.
     *
     * @param constraints of the device itself
     */
    Constraints lift(Constraints constraints);

    /**
     * Whether the mapper can map such memory for the device.
     *
     * @param device that wants it
     * @param cookie of a type that device and memory both list
     */
    Match match(DeviceDescription device, MemoryCookie cookie);

    /**
     * Maps memory for a device ({@code dma_map_sgtable}). Several threads may call at once.
     *
     * @param request what to map, for whom, in which direction, within which limits
     * @return the addresses, which the caller owns and closes to unmap
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if the device's address
     *     space is full, with {@link org.entrepot.api.Reason#REFUSED} if the addresses would break the device's constraints
     */
    DeviceAddresses map(MapRequest request);

    /** The last faults of the devices that it serves, the newest last; as many as it remembers. */
    default List<DmaFault> faults() {
        return List.of();
    }
}
