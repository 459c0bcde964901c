package org.entrepot.exporter.tiler.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The TILER heap, under the factory PID {@value #PID}. A machine has one. */
@ObjectClassDefinition(name = "TILER heap", description = "Tiled memory that devices see turned and mirrored.")
public @interface TilerHeapConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.exporter.tiler";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique: what operators and policies call the heap.")
    String entrepot_exporter() default "tiler";

    /** How many containers the unit has. */
    @AttributeDefinition(
            name = "Containers",
            description = "1 as in OMAP4: one for all modes. 2 as in OMAP5: a second one for page mode.",
            min = "1",
            max = "2")
    int containers() default 1;

    /** How the CPU gets at an image. */
    @AttributeDefinition(
            name = "CPU access",
            description =
                    "detiled: straight out of the pages. windows: through windows of the container, as the original.",
            options = {@Option(label = "detiled", value = "detiled"), @Option(label = "windows", value = "windows")})
    String cpu_access() default "detiled";

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Breaks ties between equally suitable heaps: the higher is taken.")
    int service_ranking() default 0;
}
