package org.entrepot.core.internal.account;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where one bundle allocates. To look at the stack costs several times what an allocation costs, so a bundle with many open
 * buffers pays for one look in {@value #EVERY} allocations; the buffers between two looks carry what the last one found, marked as
 * {@value #NEAR}.
 */
final class AllocationSites {
    /** Marks a site that was looked up for an earlier buffer of the bundle. */
    static final String NEAR = "≈ ";

    private static final int EVERY = 64;
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String ENGINE = "org.entrepot.core.internal.";

    private final AtomicLong passed = new AtomicLong();
    private volatile String near = NEAR + "not looked up";

    /**
     * The first frame outside the engine on this thread's stack, or a near one.
     *
     * @param open how many buffers the bundle has
     * @param exact for how many open buffers each site is looked up
     */
    String here(long open, long exact) {
        if (open >= exact && passed.getAndIncrement() % EVERY != 0) {
            return near;
        }
        String found = look();
        near = NEAR + found;
        return found;
    }

    private static String look() {
        return WALKER.walk(
                frames -> frames.filter(frame -> !frame.getClassName().startsWith(ENGINE))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                        .orElse("unknown"));
    }
}
