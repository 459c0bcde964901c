package org.entrepot.core.internal.account;

import java.util.Arrays;
import java.util.List;

/**
 * A place in an application's code. The stack is taken at once, which is cheap, and read when somebody asks, which is not: most
 * buffers end without anybody having asked.
 */
public final class Site {
    /** Marks a site that was looked up for an earlier buffer of the bundle. */
    static final String NEAR = "≈ ";

    /** What is between an application and a buffer: the engine, and calls by reflection. */
    private static final List<String> BETWEEN =
            List.of("org.entrepot.core.internal.", "java.lang.reflect.", "jdk.internal.reflect.");

    private final Throwable stack;
    private final boolean exact;

    private Site(Throwable stack, boolean exact) {
        this.stack = stack;
        this.exact = exact;
    }

    /** The first place outside the engine on this thread's stack. */
    static Site here() {
        return new Site(new Throwable(), true);
    }

    /** As the site of another buffer, allocated near it. */
    Site near() {
        return new Site(stack, false);
    }

    /** For people: class, method and line. */
    @Override
    public String toString() {
        String place = Arrays.stream(stack.getStackTrace())
                .filter(frame -> BETWEEN.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("unknown");
        return exact ? place : NEAR + place;
    }
}
