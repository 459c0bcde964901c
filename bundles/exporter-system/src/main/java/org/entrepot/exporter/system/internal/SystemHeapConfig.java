package org.entrepot.exporter.system.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One system heap, under the factory PID {@value #PID}. */
@ObjectClassDefinition(name = "System heap", description = "Scattered page frames of the page allocator.")
public @interface SystemHeapConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.exporter.system";

    /** The heap's name. */
    @AttributeDefinition(name = "Name", description = "Stable and unique: what operators and policies call the heap.")
    String entrepot_exporter() default "system";

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

    /** How much it may hand out. */
    @AttributeDefinition(
            name = "Quota",
            description =
                    "The most bytes it hands out; 0 for all that the emulated machine has, of the kernel's heap for half of the memory.",
            min = "0")
    long quota_bytes() default 0;

    /** How much freed memory it keeps. */
    @AttributeDefinition(
            name = "Cache",
            description = "The most bytes of freed buffers kept ready for the next of the same size; 0 for none.",
            min = "0")
    long cache_bytes() default 64L << 20;

    /** How long it keeps freed memory. */
    @AttributeDefinition(
            name = "Idle time",
            description = "Milliseconds after which kept memory that nobody took goes back to the system; 0: at once.",
            min = "0",
            max = "86400000")
    long cache_idleMillis() default 10_000;

    /** Breaks ties between equally suitable heaps. */
    @AttributeDefinition(
            name = "Ranking",
            description = "Breaks ties between equally suitable heaps: the higher is taken.")
    int service_ranking() default 0;
}
