package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A reference count that is checked before it changes: one that fell to zero, or was cut, never rises again. */
final class References {
    private static final int NONE = 0;
    private static final VarHandle COUNT = Field.of(MethodHandles.lookup(), "count", int.class);

    private volatile int count = 1;

    /** Takes a reference, unless there is none left to take it from. */
    boolean tryTake() {
        int seen = count;
        while (seen > NONE) {
            if (seen == Integer.MAX_VALUE) {
                throw new IllegalStateException("a buffer has fewer than 2^31 references: references=" + seen);
            }
            int witness = (int) COUNT.compareAndExchange(this, seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Drops a reference and answers how many are left, or -1 if there was none to drop, as after {@link #cut()}. */
    int drop() {
        int seen = count;
        while (seen > NONE) {
            int witness = (int) COUNT.compareAndExchange(this, seen, seen - 1);
            if (witness == seen) {
                return seen - 1;
            }
            seen = witness;
        }
        return -1;
    }

    /** Drops all references at once; true if there were any. */
    boolean cut() {
        return (int) COUNT.getAndSet(this, NONE) > NONE;
    }

    /** How many there are. */
    int count() {
        return count;
    }
}
