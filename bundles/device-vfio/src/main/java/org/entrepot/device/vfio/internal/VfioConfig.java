package org.entrepot.device.vfio.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One PCI device that a program drives, under the factory PID {@value #PID}. */
@ObjectClassDefinition(name = "VFIO device", description = "A PCI device bound to vfio-pci, and what it cannot do.")
public @interface VfioConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.device.vfio";

    /** The device's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique, such as edu0.")
    String entrepot_device() default "vfio0";

    /** Which device it is. */
    @AttributeDefinition(
            name = "Function",
            description =
                    "Its PCI address, such as 0000:00:03.0; or vendor:device, such as 1234:11e8, for the first of them that is bound to"
                            + " vfio-pci and that nobody else has.")
    String function();

    /** How to talk to the I/O MMU. */
    @AttributeDefinition(
            name = "I/O MMU",
            description = "auto: type1, or iommufd where the kernel has no other; type1 maps carve-outs, too.",
            options = {
                @Option(label = "the first that the kernel has", value = "auto"),
                @Option(label = "a container and a group", value = "type1"),
                @Option(label = "an object, and a node for the device", value = "iommufd")
            })
    String iommu() default "auto";

    /** How far it reaches. */
    @AttributeDefinition(
            name = "Address bits",
            description =
                    "12 to 64: how many its DMA engine drives, whatever the I/O MMU translates; 0 for what is known of the device, else 32.",
            min = "0",
            max = "64")
    int address_bits() default 0;

    /** How many segments it takes. */
    @AttributeDefinition(name = "Segments", description = "The most segments it takes.", min = "1")
    int max_segments() default Integer.MAX_VALUE;

    /** How long a segment may be. */
    @AttributeDefinition(name = "Segment size", description = "The most bytes of a segment; 0 for any.", min = "0")
    long max_segmentSize() default 0;

    /** What addresses are multiples of. */
    @AttributeDefinition(
            name = "Address alignment",
            description = "Bytes of which the start of each segment is a multiple.",
            min = "1")
    long address_alignment() default 1;
}
