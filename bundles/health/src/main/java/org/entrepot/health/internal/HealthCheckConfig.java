package org.entrepot.health.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How the health check is found, under the PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Entrepot health check",
        description =
                "How the health check is found. What counts as healthy is configured of the engine: org.entrepot.health.")
public @interface HealthCheckConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.health.check";

    /** The name of the check. */
    @AttributeDefinition(name = "Name", description = "The name of the check.")
    String hc_name() default "Entrepot";

    /** The words by which executors choose it. */
    @AttributeDefinition(name = "Tags", description = "The tags by which it is chosen.")
    String[] hc_tags() default {"entrepot", "memory"};
}
