package org.entrepot.pipeline.internal;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** When the next frame is due: at a steady rate, or whenever the stages are ready. For use by one thread. */
final class Pace {
    private final long periodNanos;
    private long due = System.nanoTime();

    private Pace(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    static Pace of(OptionalInt framesPerSecond) {
        return new Pace(framesPerSecond.isPresent() ? 1_000_000_000L / framesPerSecond.getAsInt() : 0);
    }

    /** Whether there is no rate to keep. */
    boolean isFree() {
        return periodNanos == 0;
    }

    /** Waits for the next tick. A tick that has passed is not made up for by a shorter one. */
    void await() throws InterruptedException {
        if (!isFree()) {
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            due += periodNanos;
        }
    }
}
