package org.entrepot.spi;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImporterKind;
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

    /** How long a revocable importer may take to let go of a buffer. */
    Duration REVOKE_BOUND = Duration.ofMillis(500);

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

    /** What the device does about a mapped buffer that is to move. Asked when {@link #constraints()} are; static unless overridden. */
    default ImporterKind kind() {
        return ImporterKind.STATIC;
    }

    /**
     * Tells that a buffer to which the device is attached has moved to other memory ({@code move_notify}). Whatever the device keeps of
     * its former addresses is void; the next map gives the new ones. What a {@link ImporterKind#DYNAMIC} importer had mapped meanwhile
     * stays usable, at the former memory, until it is unmapped; for any other nothing was mapped.
     *
     * <p>Called when the buffer is in its new place, under the lock by which it is mapped, with a lease on this service: quick,
     * without waiting for anybody who uses the buffer. Work may be announced here: the buffer's reservation is not locked. A
     * failure is logged and changes nothing.
     *
     * @param buffer its number
     */
    default void moveNotify(long buffer) {}

    /**
     * Asks a {@link ImporterKind#REVOCABLE} importer to let go of a buffer, because it is to move. Called once for what is mapped, under no
     * lock, with a lease on this service: quick. What is not unmapped within {@link #REVOKE_BOUND} is unmapped by the engine.
     *
     * @param buffer its number
     */
    default void revoke(long buffer) {}

    /** How many DMA faults the device took since it appeared. Cheap. */
    default long faults() {
        return 0;
    }
}
