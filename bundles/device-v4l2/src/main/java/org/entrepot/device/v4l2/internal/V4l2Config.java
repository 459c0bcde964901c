package org.entrepot.device.v4l2.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set of the kernel's video devices. */
@ObjectClassDefinition(
        name = "Video devices of the kernel",
        description = "Which nodes of /dev are used, how they are called, and what memory they take.")
public @interface V4l2Config {
    /** Which nodes are used. */
    @AttributeDefinition(name = "Nodes", description = "A regular expression of the names of nodes in /dev.")
    String nodes() default "video[0-9]+";

    /** What devices are called. */
    @AttributeDefinition(
            name = "Names",
            description =
                    "WHICH=NAME, where WHICH is a node (video0) or a bus as v4l2-ctl tells it (usb-0000:00:14.0-1);"
                            + " any other device has its node's name.")
    String[] names() default {};

    /** Which memory devices take. */
    @AttributeDefinition(
            name = "Memory",
            description = "NAME=scattered, or NAME=one-run; it goes before what a probe would find.")
    String[] memory() default {};

    /** Whether drivers are asked which memory they take. */
    @AttributeDefinition(
            name = "Probe",
            description = "Whether a device is offered scattered memory when it comes, to see if it takes it. Otherwise"
                    + " it gets one run, unless Memory says more.")
    boolean probe() default true;

    /** How many buffers a driver may know. */
    @AttributeDefinition(
            name = "Buffers",
            description = "How many buffers a driver may know, 2 to 32.",
            min = "2",
            max = "32")
    int buffers() default 8;

    /** How long a device may take for a picture. */
    @AttributeDefinition(
            name = "Time-out",
            description = "Milliseconds that a device may take for a picture, 10 to 8000.",
            min = "10",
            max = "8000")
    int timeout_millis() default 5000;

    /** How much of the drivers' own memory is handed out. */
    @AttributeDefinition(
            name = "Own memory",
            description = "The most bytes of each driver's own memory that are handed out, by a heap of the device's"
                    + " name that is asked last; 0 for no such heaps.",
            min = "0")
    long heap_bytes() default 0;
}
