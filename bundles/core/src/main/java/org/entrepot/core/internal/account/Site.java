package org.entrepot.core.internal.account;

import java.util.List;
import java.util.stream.Stream;

/**
 * A place in an application's code, or in that of the Java library where nothing else is on the stack. The stack is taken at once, which
 * is cheap, and read when somebody asks, which is not: most buffers end without anybody having asked.
 */
public final class Site {
    /** Marks a site that was looked up for an earlier buffer of the bundle. */
    static final String NEAR = "≈ ";

    private static final List<String> ENGINE = List.of("org.entrepot.core.internal.");
    /** What may be between an application and the engine: streams, executors, calls by reflection. */
    private static final List<String> JAVA = List.of("java.", "javax.", "jdk.", "sun.");

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
        List<StackTraceElement> callers = outside(ENGINE, List.of(stack.getStackTrace()));
        String place = Stream.concat(outside(JAVA, callers).stream(), callers.stream())
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("unknown");
        return exact ? place : NEAR + place;
    }

    private static List<StackTraceElement> outside(List<String> packages, List<StackTraceElement> frames) {
        return frames.stream()
                .filter(frame -> packages.stream().noneMatch(frame.getClassName()::startsWith))
                .toList();
    }
}
