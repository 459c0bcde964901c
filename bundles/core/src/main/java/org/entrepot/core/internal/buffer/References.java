package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A reference count that is checked before it changes: one that fell to zero, or was cut, never rises again. For a buffer of a pool
 * it also says whether the buffer is lent, in the same word: who takes the last reference of a loan away makes the buffer idle by
 * that, and of several who find it idle one lends it.
 */
final class References {
    /** What {@link #drop()} answers when a loan ended: the pool's own reference is left. */
    static final int HOME = -2;

    /** A buffer of no pool, or of a pool that let go of it. */
    static final int LOOSE = 0;

    /** A buffer of a pool, which nobody has. */
    static final int IDLE = 1;

    /** A buffer of a pool that is lent. */
    static final int LENT = 2;

    /** The state is in the two lowest bits, the count above. */
    private static final int STATE = 3;

    private static final int ONE = STATE + 1;
    private static final int COUNT_SHIFT = 2;
    private static final int LAST_OF_LOAN = 2 * ONE + LENT;
    private static final int NONE = 0;
    private static final int MOST = Integer.MAX_VALUE - 2 * ONE;
    private static final VarHandle WORD = Field.of(MethodHandles.lookup(), "word", int.class);

    private volatile int word;

    private References(int word) {
        this.word = word;
    }

    /** One reference, to a buffer of no pool. */
    static References one() {
        return new References(ONE + LOOSE);
    }

    /** Two: the pool's own, and that of a first loan. */
    static References ofFirstLoan() {
        return new References(LAST_OF_LOAN);
    }

    /** Takes a reference, unless there is none left to take it from. */
    boolean tryTake() {
        int seen = word;
        while (seen >= ONE) {
            int witness = (int) WORD.compareAndExchange(this, seen, oneMore(seen));
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Takes the reference of a loan, if the buffer is idle. */
    boolean tryLend() {
        int seen = word;
        while ((seen & STATE) == IDLE) {
            int witness = (int) WORD.compareAndExchange(this, seen, oneMore(seen) - IDLE + LENT);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    private static int oneMore(int seen) {
        if (seen > MOST) {
            throw new IllegalStateException(
                    "a buffer has fewer than 2^29 references: references=" + (seen >> COUNT_SHIFT));
        }
        return seen + ONE;
    }

    /**
     * Drops a reference and answers how many are left, {@link #HOME} if the pool's own is and the buffer was lent until now, or -1 if
     * there was none to drop, as after {@link #cut()}.
     */
    int drop() {
        int seen = word;
        while (seen >= ONE) {
            int witness = (int) WORD.compareAndExchange(this, seen, oneLess(seen));
            if (witness == seen) {
                return seen == LAST_OF_LOAN ? HOME : (seen >> COUNT_SHIFT) - 1;
            }
            seen = witness;
        }
        return -1;
    }

    private static int oneLess(int seen) {
        return seen == LAST_OF_LOAN ? ONE + IDLE : seen - ONE;
    }

    /**
     * Drops the pool's own reference, if the buffer is in a state; it is loose from then on. Answers how many are left, or -1 if it is in
     * another state.
     *
     * @param state {@link #IDLE} or {@link #LENT}
     */
    int letGo(int state) {
        int seen = word;
        while ((seen & STATE) == state) {
            int witness = (int) WORD.compareAndExchange(this, seen, seen - ONE - state);
            if (witness == seen) {
                return (seen >> COUNT_SHIFT) - 1;
            }
            seen = witness;
        }
        return -1;
    }

    /** Drops all references at once; true if there were any. */
    boolean cut() {
        return (int) WORD.getAndSet(this, NONE) != NONE;
    }

    /** How many there are. */
    int count() {
        return word >> COUNT_SHIFT;
    }

    /** Whether it is a pool's, and idle now. */
    boolean isIdle() {
        return (word & STATE) == IDLE;
    }

    /** Whether it is lent now. */
    boolean isLent() {
        return (word & STATE) == LENT;
    }
}
