package org.entrepot.api;

import java.util.List;

/** The rules by which memory is refused, as they appear in an {@link Explanation}. */
public enum Constraint {
    /** The device does not reach the addresses. */
    ADDRESS_BITS("address bits", ConstraintField.ADDRESS_MASK),
    /** The memory comes in more runs than the device takes. */
    MAX_SEGMENTS(
            "max segments",
            ConstraintField.MAX_SEGMENTS,
            ConstraintField.MAX_SEGMENT_SIZE,
            ConstraintField.SEGMENT_BOUNDARY,
            ConstraintField.ROW_PITCH),
    /** A run is longer than the device takes. */
    MAX_SEGMENT_SIZE("max segment size", ConstraintField.MAX_SEGMENT_SIZE),
    /** A run would cross a boundary that the device's counters do not carry over. */
    SEGMENT_BOUNDARY("segment boundary", ConstraintField.SEGMENT_BOUNDARY),
    /** Runs do not start at multiples of what the device needs. */
    ADDRESS_ALIGNMENT("address alignment", ConstraintField.ADDRESS_ALIGNMENT),
    /** Rows or planes of the image do not start at multiples of what the device needs. */
    STRIDE_ALIGNMENT("stride alignment", ConstraintField.STRIDE_ALIGNMENT),
    /** Planes of the image do not start at multiples of what the device needs. */
    OFFSET_ALIGNMENT("offset alignment", ConstraintField.OFFSET_ALIGNMENT),
    /** The image is not padded to as many rows as the device needs. */
    HEIGHT_ALIGNMENT("height alignment", ConstraintField.HEIGHT_ALIGNMENT),
    /** Too few rows or bytes follow the image. */
    PADDING("padding", ConstraintField.PADDING_ROWS, ConstraintField.PADDING_BYTES),
    /** The image is smaller or larger than the device takes. */
    IMAGE_SIZE("image size", ConstraintField.WIDTH, ConstraintField.HEIGHT),
    /** The buffer is larger than the device or the exporter takes. */
    SIZE("size", ConstraintField.MIN_SIZE, ConstraintField.MAX_SIZE),
    /** No pixel format is common to all devices and the request. */
    FORMAT("format", ConstraintField.FORMATS),
    /** A format is common, and no modifier of it. */
    MODIFIER("format modifier", ConstraintField.FORMATS),
    /** The memory is not in a coherency domain that the device takes. */
    COHERENCY("coherency domain", ConstraintField.COHERENCY_DOMAINS),
    /** The CPU's caches do not treat the memory as the device takes it. */
    CACHEABILITY("cacheability", ConstraintField.CACHEABILITIES),
    /** The memory is secure where it must be open, or open where it must be secure. */
    PROTECTION("protection", ConstraintField.PROTECTIONS),
    /** Devices may not do with the memory what the request says they will. */
    USAGE("usage"),
    /** Memory, device and mapper have no mapping type in common. */
    MAPPING_TYPE("mapping type", ConstraintField.MAPPING_TYPES),
    /** The device's driver maps the memory for the CPU, and would not see all of it. */
    KERNEL_MAPPING("kernel mapping", ConstraintField.KERNEL_MAPPINGS),
    /** No mapper serves the device. */
    MAPPER("mapper"),
    /** No exporter shows its memory in the orientation in which the device wants to see it. */
    ORIENTATION("orientation"),
    /** The memory has no CPU view. */
    CPU_ACCESS("CPU access"),
    /** The operator's policy keeps the request away from the exporter. */
    POLICY("policy"),
    /** The exporter takes no new allocations: it is disabled or about to leave. */
    STATE("state"),
    /** The exporter has no room, or none in the form wanted. */
    ROOM("room");

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // A copy, of fields that do not change.
    private final List<ConstraintField<?>> fields;

    Constraint(String words, ConstraintField<?>... fields) {
        this.words = words;
        this.fields = List.of(fields);
    }

    /** The rule's name in lower-case words, for people. */
    public String words() {
        return words;
    }

    /** The fields of {@link Constraints} that can demand it: empty for a rule that no device states by a field. */
    public List<ConstraintField<?>> fields() {
        return fields;
    }
}
