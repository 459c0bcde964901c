package org.entrepot.exporter.cma.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One CMA heap, under the factory PID {@value #PID}. All but name, backing and kernel's heap may be changed while it serves. */
@ObjectClassDefinition(
        name = "CMA heap",
        description =
                "Contiguous memory out of a region of its own. All but name, backing and kernel's heap may be changed while it serves:"
                        + " buffers stay where they are.")
public @interface CmaHeapConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.exporter.cma";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique: what operators and policies call the heap.")
    String entrepot_exporter() default "cma";

    /** Whether it is the kernel's. */
    @AttributeDefinition(
            name = "Kernel's heap",
            description =
                    "auto: the kernel's heap where it is here, with the emulated one beside it for emulated devices;"
                            + " only: the kernel's, or none; never: the emulated one.",
            options = {
                @Option(label = "the kernel's where it is here", value = "auto"),
                @Option(label = "the kernel's, or none", value = "only"),
                @Option(label = "the emulated one", value = "never")
            })
    String kernel_heap() default "auto";

    /** Where the region begins. */
    @AttributeDefinition(name = "Base", description = "Physical address of the region: a multiple of 2 MiB.")
    long region_base() default 0x3000_0000L;

    /** How large it is. */
    @AttributeDefinition(name = "Size", description = "Bytes of the region: a multiple of 2 MiB, up to 4 GiB.")
    long region_bytes() default 64L << 20;

    /** How much of it is lent. */
    @AttributeDefinition(
            name = "Movable tenants",
            description =
                    "Percent of the region's free pages that others use meanwhile; they are migrated away when memory is"
                            + " wanted.",
            min = "0",
            max = "100")
    int tenants_percent() default 20;

    /** How much of it does not move. */
    @AttributeDefinition(
            name = "Pinned tenants",
            description = "Percent of the pageblocks (2 MiB) in which one page is pinned; runs go around it.",
            min = "0",
            max = "100")
    int pinned_percent() default 0;

    /** The seed of the tenants' places. */
    @AttributeDefinition(name = "Seed", description = "The same seed gives the same tenants.")
    long seed() default 1;

    /** Where the bytes come from. */
    @AttributeDefinition(
            name = "Backing",
            description =
                    "Where the bytes of buffers come from: emulated (memory files), hugetlb (huge pages, contiguous in the"
                            + " real machine too, 2 MiB for each buffer at least), or auto (huge pages where some are free).",
            options = {
                @Option(label = "Memory files", value = "emulated"),
                @Option(label = "Huge pages", value = "hugetlb"),
                @Option(label = "Huge pages where some are free", value = "auto")
            })
    String backing() default "emulated";

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Breaks ties between equally suitable heaps: the higher is taken.")
    int service_ranking() default 0;
}
