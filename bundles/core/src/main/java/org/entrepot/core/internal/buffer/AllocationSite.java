package org.entrepot.core.internal.buffer;

/** The place in an application's code that is allocating: the first frame outside the engine. */
final class AllocationSite {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String ENGINE = "org.entrepot.core.internal.";

    private AllocationSite() {}

    static String here() {
        return WALKER.walk(
                frames -> frames.filter(frame -> !frame.getClassName().startsWith(ENGINE))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                        .orElse("unknown"));
    }
}
