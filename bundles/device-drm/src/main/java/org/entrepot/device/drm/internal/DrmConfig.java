package org.entrepot.device.drm.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set of the kernel's displays. */
@ObjectClassDefinition(
        name = "Displays of the kernel",
        description = "Which cards of /dev/dri are used, how their displays are called, and what memory they take.")
public @interface DrmConfig {
    /** Which nodes are used. */
    @AttributeDefinition(name = "Nodes", description = "A regular expression of the names of nodes in /dev/dri.")
    String nodes() default "card[0-9]+";

    /** What displays are called. */
    @AttributeDefinition(
            name = "Names",
            description = "WHICH=NAME, where WHICH is a connector (card0-HDMI-A-1); any other display has its"
                    + " connector's name.")
    String[] names() default {};

    /** Which memory cards take. */
    @AttributeDefinition(
            name = "Memory",
            description = "CARD=scattered, CARD=one-run or CARD=own; it goes before what a probe would find.")
    String[] memory() default {};

    /** Whether drivers are asked which memory they take. */
    @AttributeDefinition(
            name = "Probe",
            description = "Whether a card is offered scattered memory when it comes, to see if it takes it. Otherwise"
                    + " it gets one run, unless Memory says more.")
    boolean probe() default true;

    /** How long a picture may take to be shown. */
    @AttributeDefinition(
            name = "Time-out",
            description = "Milliseconds that a picture may take to be shown, 10 to 8000.",
            min = "10",
            max = "8000")
    int timeout_millis() default 2000;

    /** How often it is looked which displays are connected. */
    @AttributeDefinition(
            name = "Look",
            description = "Milliseconds from one look at which displays are connected to the next, 100 to 60000.",
            min = "100",
            max = "60000")
    int look_millis() default 2000;

    /** How much of a card's own memory is handed out. */
    @AttributeDefinition(
            name = "Own memory",
            description =
                    "The most bytes of a card's own memory that are handed out, by a heap of the card's name; 0 for"
                            + " no such heap.",
            min = "0")
    long heap_bytes() default 64L << 20;
}
