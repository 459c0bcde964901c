package org.entrepot.core.internal.collection;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** What is left of the time that one thread may wait. */
final class Wait {
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final String who;
    private final Duration longest;
    private long left;

    /**
     * Begins to wait.
     *
     * @param who waits, for messages
     * @param longest how long, not negative
     */
    Wait(String who, Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException(
                    "a wait is not negative: longest=" + longest + "; pass zero not to wait at all");
        }
        this.who = who;
        this.longest = longest;
        this.left = longest.compareTo(FOR_EVER) < 0 ? longest.toNanos() : Long.MAX_VALUE;
    }

    /** A wait that only a change ends. */
    static Wait forChange(String who) {
        return new Wait(who, FOR_EVER);
    }

    /**
     * Lets go of the condition's lock until something is so; false if the time is over and it is not.
     *
     * @param changed signalled when it may be so
     * @param decided asked under the lock
     * @throws EntrepotException with {@link Reason#INTERRUPTED} if the thread was interrupted
     */
    boolean until(Condition changed, BooleanSupplier decided) {
        try {
            while (!decided.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a wait ends undisturbed: " + who + "; nothing was done, call again", e);
        }
    }

    @Override
    public String toString() {
        return who + " waited=" + longest.toMillis() + " ms";
    }
}
