package org.entrepot.emulation.internal.device;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What an operator can set of an emulated device: who it is, where it sits, and what it cannot do. Each device has defaults of
 * its own, which the bundle's README lists.
 */
@ObjectClassDefinition(name = "Emulated device", description = "Where an emulated device sits, and what it cannot do.")
public @interface DeviceConfig {
    /** The device's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique, such as camera0.")
    String entrepot_device();

    /** Where it sits. */
    @AttributeDefinition(name = "Bus", description = "emulated, or emulated-iommu for a place behind the I/O MMU.")
    String bus();

    /** How far it reaches. */
    @AttributeDefinition(name = "Address bits", description = "12 to 64.", min = "12", max = "64")
    int address_bits();

    /** How many segments it takes. */
    @AttributeDefinition(name = "Segments", description = "The most segments it takes; 1 for one run.", min = "1")
    int max_segments();

    /** How far apart the rows may lie that it steps through by itself. */
    @AttributeDefinition(
            name = "Row pitch",
            description = "The most bytes from one row to the next that it steps over; 0 if it steps over none.",
            min = "0")
    int row_pitch() default 32768;

    /** How memory may be mapped for it. */
    @AttributeDefinition(
            name = "Mapping types",
            description = "What it takes, the preferred first: PAGES, DEVICE_ADDRESS, PRIVATE.")
    String[] mapping_types() default {"PAGES", "DEVICE_ADDRESS", "PRIVATE"};

    /** What its strides are multiples of. */
    @AttributeDefinition(
            name = "Stride alignment",
            description = "Bytes of which its strides are multiples.",
            min = "1")
    int stride_alignment();

    /** What its rows are padded to. */
    @AttributeDefinition(
            name = "Height alignment",
            description = "Rows to a multiple of which a picture is padded.",
            min = "1")
    int height_alignment();
}
