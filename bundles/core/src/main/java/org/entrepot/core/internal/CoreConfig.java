package org.entrepot.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set of the engine, under the PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Entrepot engine",
        description =
                "Limits, and how long a leaving backend is waited for. Changes count at once and disturb no buffer.")
public @interface CoreConfig {
    /** The configuration's name. */
    String PID = "org.entrepot.core";

    /** The most bytes that a bundle may have in open buffers. */
    @AttributeDefinition(
            name = "Bytes per bundle",
            description = "The most bytes a bundle may have in open buffers, 4096 or more.",
            min = "4096")
    long limit_bytesPerBundle() default 4L << 30;

    /** The most buffers that a bundle may have open. */
    @AttributeDefinition(
            name = "Buffers per bundle",
            description = "The most buffers a bundle may have open; 0 for no limit.",
            min = "0")
    long limit_buffersPerBundle() default 0;

    /** The most mappings that devices may have of the buffers of a bundle. */
    @AttributeDefinition(
            name = "Mappings per bundle",
            description = "The most mappings that devices may have of a bundle's buffers; 0 for no limit.",
            min = "0")
    long limit_mappingsPerBundle() default 0;

    /** The most bytes that all bundles together may have in open buffers. */
    @AttributeDefinition(
            name = "Bytes in all",
            description = "The most bytes all bundles together may have in open buffers; 0 for no limit.",
            min = "0")
    long limit_bytes() default 0;

    /** The most buffers that all bundles together may have open. */
    @AttributeDefinition(
            name = "Buffers in all",
            description = "The most buffers all bundles together may have open; 0 for no limit.",
            min = "0")
    long limit_buffers() default 0;

    /** The most mappings that devices may have of all buffers. */
    @AttributeDefinition(
            name = "Mappings in all",
            description = "The most mappings that devices may have of all buffers; 0 for no limit.",
            min = "0")
    long limit_mappings() default 0;

    /** From which size on an allocation is told as an event and in the log. */
    @AttributeDefinition(
            name = "Noted allocation",
            description = "Bytes from which on an allocation is an event and in the log; 0 for never.",
            min = "0")
    long events_allocatedBytes() default 64L << 20;

    /** How many milliseconds a leaving backend, device or mapper is waited for while calls into it are in flight. */
    @AttributeDefinition(
            name = "Drain deadline",
            description =
                    "Milliseconds that a leaving service is waited for while calls into it are in flight, 0 to 60000.",
            min = "0",
            max = "60000")
    long drain_deadlineMillis() default 5000;

    /** After how many milliseconds a call into a backend, device or mapper hangs. */
    @AttributeDefinition(
            name = "Call deadline",
            description =
                    "Milliseconds after which a call into a backend, device or mapper hangs: its thread is interrupted, the backend or"
                            + " mapper isolated. 0 to 600000; 0 for never.",
            min = "0",
            max = "600000")
    long call_deadlineMillis() default 3000;

    /** How many broken contracts in a row isolate a backend. */
    @AttributeDefinition(
            name = "Faults until isolation",
            description =
                    "How many times in a row a backend or mapper breaks its contract until it is isolated; 0 for never.",
            min = "0")
    int call_faultsUntilIsolation() default 8;

    /** For how many open buffers of a bundle the allocation site is looked up each time. */
    @AttributeDefinition(
            name = "Exact sites",
            description =
                    "Open buffers of a bundle up to which each allocation site is looked up; beyond, one in 64 is.",
            min = "0")
    long sites_exact() default 256;
}
