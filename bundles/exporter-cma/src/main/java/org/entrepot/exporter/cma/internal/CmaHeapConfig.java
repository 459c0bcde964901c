package org.entrepot.exporter.cma.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One CMA heap, under the factory PID {@value #PID}. */
@ObjectClassDefinition(name = "CMA heap", description = "Contiguous memory out of a region of its own.")
public @interface CmaHeapConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.exporter.cma";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique: what operators and policies call the heap.")
    String entrepot_exporter() default "cma";

    /** Where the region begins. */
    @AttributeDefinition(name = "Base", description = "Physical address of the region: a multiple of 2 MiB.")
    long region_base() default 0x3000_0000L;

    /** How large it is. */
    @AttributeDefinition(name = "Size", description = "Bytes of the region: a multiple of 2 MiB, up to 4 GiB.")
    long region_bytes() default 64L << 20;

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Breaks ties between equally suitable heaps: the higher is taken.")
    int service_ranking() default 0;
}
