package org.entrepot.exporter.iommu.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One I/O MMU with its heap, under the factory PID {@value #PID}. */
@ObjectClassDefinition(
        name = "I/O MMU",
        description = "Scattered page frames, and the mapper that shows them to devices as one run.")
public @interface IommuConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.exporter.iommu";

    /** Unmapping waits until no access is going on and the I/O MMU has forgotten. */
    String STRICT = "strict";

    /** Unmapping does not wait; one invalidation serves many. */
    String DEFERRED = "deferred";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique: what operators and policies call the heap.")
    String entrepot_exporter() default "iommu";

    /** The mapper's name. */
    @AttributeDefinition(name = "Mapper", description = "Stable and unique: what the console calls the mapper.")
    String mapper_name() default "iommu1";

    /** Which mapper serves. */
    @AttributeDefinition(
            name = "Mapper ranking",
            description = "Above 0 it serves the devices instead of the machine's own iommu0.")
    int mapper_ranking() default 100;

    /** How much it may hand out. */
    @AttributeDefinition(
            name = "Quota",
            description = "The most bytes it hands out; 0 for all that the machine has.",
            min = "0")
    long quota_bytes() default 0;

    /** When the I/O MMU forgets what is unmapped. */
    @AttributeDefinition(
            name = "Invalidation",
            description =
                    "strict: before unmapping returns. deferred: later, for many at once; a device that misbehaves"
                            + " may reach memory of this heap a little longer.",
            options = {@Option(label = "strict", value = STRICT), @Option(label = "deferred", value = DEFERRED)})
    String invalidation() default STRICT;

    /** How many may wait. */
    @AttributeDefinition(
            name = "Flush entries",
            description = "Deferred invalidation comes at the latest when so many ranges wait.",
            min = "1",
            max = "32768")
    int flush_entries() default 256;

    /** How long they may wait. */
    @AttributeDefinition(
            name = "Flush age",
            description = "Deferred invalidation comes at the latest after so many milliseconds.",
            min = "1",
            max = "1000")
    long flush_millis() default 10;

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Breaks ties between equally suitable heaps: the higher is taken.")
    int service_ranking() default 0;
}
