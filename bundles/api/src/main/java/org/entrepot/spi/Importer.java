package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that uses memory of others: one service for each device, registered by a device bundle. It says what the device
 * cannot do; it is never told which memory it got, only the addresses that are its own.
 */
@ConsumerType
public interface Importer {
    /** The service property that carries the device's name, a {@code String} equal to {@link DeviceDescription#name()}. */
    String NAME_PROPERTY = "entrepot.device";

    /** Which device it is. The same as long as the service is registered. */
    DeviceDescription description();

    /**
     * What the device cannot do, as the device itself is built: before any mapper lifts something. A device bundle declares it here; an
     * operator's configuration may overrule it. Asked when the service is registered, and again whenever its properties are modified:
     * who learns more about the device modifies them, and new plans go by the new answer.
     */
    Constraints constraints();

    /**
     * Groups of alternatives: memory keeps {@link #constraints()} and one choice of each group besides, the earlier the better.
     * Asked with the constraints.
     */
    default List<AlternativeGroup> alternatives() {
        return List.of();
    }

    /** The mapping types the device takes, in its order of preference; not empty. Asked when {@link #constraints()} are. */
    List<MappingType> mappingTypes();

    /**
     * Tells that a buffer to which the device is attached has moved to other memory ({@code move_notify}). No mapping of it was open
     * while it moved, and none is stale: whatever the device keeps of its former addresses is void, and the next map gives the new
     * ones.
     *
     * <p>Called when the buffer is in its new place, under its reservation, with a lease on this service: quick, without waiting for
     * anybody who uses the buffer. A failure is logged and changes nothing. Today's importers keep a buffer in its place while it is
     * mapped; a later release will let those that say so be told before their mappings are remade.
     *
     * @param buffer its number
     */
    default void moveNotify(long buffer) {}

    /** How many DMA faults the device took since it appeared. Cheap. */
    default long faults() {
        return 0;
    }
}
