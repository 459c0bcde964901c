package org.entrepot.exporter.carveout.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One carve-out heap, under the factory PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Carve-out heap",
        description = "Memory out of a range that the operating system never owned, without pages.")
public @interface CarveoutHeapConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.exporter.carveout";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique: what operators and policies call the heap.")
    String entrepot_exporter() default "carveout";

    /** Where the range begins. */
    @AttributeDefinition(name = "Base", description = "Physical address of the range: a multiple of 4 KiB.")
    long region_base() default 0x4000_0000L;

    /** How large it is. */
    @AttributeDefinition(name = "Size", description = "Bytes of the range: a multiple of 4 KiB, up to 1 TiB.")
    long region_bytes() default 64L << 20;

    /** By which rule a free run is chosen. */
    @AttributeDefinition(
            name = "Fit",
            description = "Which free run a buffer gets.",
            options = {
                @Option(label = "Two-level segregated fit: constant time", value = "tlsf"),
                @Option(label = "The first that suits", value = "first"),
                @Option(label = "The shortest that suits", value = "best")
            })
    String fit() default "tlsf";

    /** How many pages are kept before and after each buffer. */
    @AttributeDefinition(
            name = "Guard pages",
            description = "Pages kept before and after each buffer, to find out who writes beyond it; 0 for none.",
            min = "0",
            max = "256")
    int guard_pages() default 0;

    /** How often they are looked at. */
    @AttributeDefinition(
            name = "Guard check",
            description =
                    "Milliseconds between two looks at all guard pages; 0 for a look when a buffer is released only.",
            min = "0")
    long guard_checkMillis() default 1000;

    /** The device whose memory it is. */
    @AttributeDefinition(
            name = "Device",
            description = "Where the memory really is: /dev/mem, /dev/uioN or /dev/daxX.Y; empty for emulated memory.")
    String device() default "";

    /** Where in the device the range begins. */
    @AttributeDefinition(
            name = "Offset in the device",
            description =
                    "As the device counts: of /dev/mem a physical address, of a UIO device 4096 for each map before.")
    long device_offset() default 0;

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Breaks ties between equally suitable heaps: the higher is taken.")
    int service_ranking() default 0;
}
