package org.entrepot.control;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;

/**
 * One device.
 *
 * @param name of the importer
 * @param words one line for people
 * @param bus where it sits
 * @param provenance whether it is real, and why not where it is emulated
 * @param constraints what it cannot do, before its mapper lifts anything: as declared, but for what an operator overrode
 * @param overrides what an operator overrode, by the names of fields
 * @param mappingTypes what it takes, the preferred first
 * @param kind what it does about a mapped buffer that is to move
 * @param mapper name of the mapper that serves it, {@code none} if none does
 * @param attachments buffers it is attached to now
 * @param faults DMA faults it took
 */
public record DeviceStatus(
        String name,
        String words,
        String bus,
        Provenance provenance,
        Constraints constraints,
        List<OverriddenField> overrides,
        List<MappingType> mappingTypes,
        ImporterKind kind,
        String mapper,
        int attachments,
        long faults) {
    /** Copies the lists. */
    public DeviceStatus {
        overrides = List.copyOf(overrides);
        mappingTypes = List.copyOf(mappingTypes);
    }

    /**
     * A field of the constraints that an operator set by configuration.
     *
     * @param field its name, as the operator wrote it
     * @param value that counts, for people
     * @param declared what the device's bundle says, for people
     */
    public record OverriddenField(String field, String value, String declared) {}
}
