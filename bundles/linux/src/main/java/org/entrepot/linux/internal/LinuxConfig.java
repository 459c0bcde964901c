package org.entrepot.linux.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What an operator can set of the kernel's memory, under the PID {@value #PID}. */
@ObjectClassDefinition(name = "Entrepot memory files", description = "Where the bytes of emulated memory are.")
public @interface LinuxConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.linux";

    /** Which form memory files take. */
    @AttributeDefinition(
            name = "Form",
            description = "auto: sealed memory files where the kernel has them, buffers of the JVM elsewhere.",
            options = {
                @Option(label = "whatever this machine has", value = "auto"),
                @Option(label = "sealed memory files, or nothing", value = "memfd"),
                @Option(label = "buffers of the JVM", value = "direct")
            })
    String memory_form() default "auto";
}
