package org.entrepot.emulation.internal.machine;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set of the emulated machine, under the PID {@value #PID}. */
@ObjectClassDefinition(name = "Emulated machine", description = "Page frames of the machine that is not there.")
public @interface MachineConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.emulation.machine";

    /** The page allocator's memory in bytes. */
    @AttributeDefinition(name = "RAM", description = "Bytes of the page allocator: a multiple of 4 MiB, up to 64 GiB.")
    long ram_bytes() default 512L << 20;

    /** Where it begins. */
    @AttributeDefinition(
            name = "RAM base",
            description =
                    "Physical address at which it begins: a multiple of 4 MiB. The default is out of a 32-bit reach.")
    long ram_base() default 4L << 30;

    /** How fragmented it is. */
    @AttributeDefinition(
            name = "Fragmentation",
            description = "Percent of the 1 MiB blocks in which other tenants hold pages.",
            min = "0",
            max = "100")
    int fragmentation_percent() default 50;

    /** The seed of the fragmentation. */
    @AttributeDefinition(name = "Seed", description = "The same seed gives the same machine.")
    long seed() default 1;
}
