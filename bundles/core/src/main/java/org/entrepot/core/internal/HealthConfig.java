package org.entrepot.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator calls healthy, under the PID {@value #PID}. */
@ObjectClassDefinition(name = "Entrepot health", description = "From where on something is a finding.")
public @interface HealthConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.health";

    /** For how many seconds a fault or a refusal is recent. */
    @AttributeDefinition(
            name = "Recent",
            description = "Seconds for which a DMA fault, or a refusal for lack of room, counts; 1 to 86400.",
            min = "1",
            max = "86400")
    long recent_seconds() default 60;

    /** From which fill on a heap is exhausted. */
    @AttributeDefinition(
            name = "Full",
            description = "Percent of its capacity from which on a heap is exhausted; 1 to 100, 0 for never.",
            min = "0",
            max = "100")
    int full_percent() default 95;

    /** From which part on a limit is nearly reached. */
    @AttributeDefinition(
            name = "Near a limit",
            description = "Percent of a limit from which on it is nearly reached; 1 to 100, 0 for never.",
            min = "0",
            max = "100")
    int limit_percent() default 80;
}
