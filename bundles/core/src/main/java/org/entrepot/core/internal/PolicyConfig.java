package org.entrepot.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The rules that are kept, under the PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Entrepot policy",
        description = "Which requests are served by which exporter, or by which not.")
public @interface PolicyConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.policy";

    /** The rules in words, in a text of several one after the other with commas between. */
    @AttributeDefinition(
            name = "Rules",
            description = "Each: pin|forbid any|device NAME|tag NAME EXPORTER, or weigh ... EXPORTER NUMBER,"
                    + " -1000 to 1000, the lowest first. Several in one line with commas between.",
            required = false)
    String[] rules() default {};
}
