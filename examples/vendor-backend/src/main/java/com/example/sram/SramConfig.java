package com.example.sram;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set, under the PID {@value #PID}. */
@ObjectClassDefinition(name = "EX7 SRAM", description = "The on-chip memory of the EX7.")
public @interface SramConfig {
    /** The configuration's name. */
    String PID = "com.example.sram";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "What operators and policies call the heap.")
    String entrepot_exporter() default "sram";

    /** Where the memory begins. */
    @AttributeDefinition(name = "Base", description = "Physical address: a multiple of 4096.")
    long region_base() default 0x0090_0000L;

    /** How much there is. */
    @AttributeDefinition(name = "Size", description = "Bytes: a multiple of 4096, up to 64 MiB.")
    long region_bytes() default 1L << 20;

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Of equally suitable heaps the higher is taken: on-chip memory comes first.")
    int service_ranking() default 10;
}
