package org.entrepot.torture.load;

/** What a thread does, and since when: by this a watchdog knows that it does not go on. */
final class Beat {
    private final Thread thread = Thread.currentThread();
    private volatile String what = "nothing yet";
    private volatile long sinceNanos = System.nanoTime();
    private volatile boolean over;

    void begin(String next) {
        sinceNanos = System.nanoTime();
        what = next;
    }

    void end() {
        over = true;
    }

    /** Whether it has been at the same for longer than that. */
    boolean isOverdue(long nanos) {
        return !over && System.nanoTime() - sinceNanos > nanos;
    }

    @Override
    public String toString() {
        return thread.getName() + " at \"" + what + "\" for " + (System.nanoTime() - sinceNanos) / 1_000_000 + " ms";
    }
}
