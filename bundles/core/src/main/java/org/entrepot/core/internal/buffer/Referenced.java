package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer is counted by: a number of references that is checked before it changes, and never rises again when it fell to zero or
 * was cut. It is a part of the buffer, as in the kernel, so that no other place in memory has to be gone to.
 *
 * <p>For a buffer of a pool the same word says whether it is lent, and in which loan: who takes the last reference of a loan away makes
 * the buffer idle by that, and of several who find it idle one lends it. A loan has a number, so that who was given the buffer
 * in an earlier one can neither end this one nor take references in it. Numbers are used again after 2^31 loans of one buffer; for one to
 * be mistaken for another, a thread would have to sleep through exactly so many between two instructions.
 */
class Referenced {
    /** The number of no loan. */
    static final int NO_LOAN = 0;

    /** What a drop answers when a loan ended by it: the pool's own reference is left. */
    static final int HOME = -2;

    /** What a drop answers that found nothing to drop. */
    static final int NOTHING = -1;

    /** In the two lowest bits: of a buffer of no pool, or of a pool that let go of it. */
    static final int LOOSE = 0;

    /** Of a buffer of a pool, which nobody has. */
    static final int IDLE = 1;

    /** Of a buffer that is lent to who holds the loan's own reference. */
    static final int LENT = 2;

    /** Of a buffer that is lent, but the loan's own reference is gone and others are left. */
    private static final int HANDED_ON = 3;

    private static final int STATE = 3;
    /** The count is above the state, in the lower half of the word; the number of the loan is the upper half. */
    private static final int ONE = STATE + 1;

    private static final int COUNT_SHIFT = 2;
    private static final long COUNT = (1L << 32) - ONE;
    private static final int MOST = Integer.MAX_VALUE - 2 * ONE;
    private static final int LOAN_SHIFT = 32;
    private static final long LOAN = -1L << LOAN_SHIFT;
    /** Numbers of loans are odd. */
    private static final long NEXT_LOAN = 2L << LOAN_SHIFT;

    private static final long FIRST_LOAN = 1L << LOAN_SHIFT;
    private static final int LAST_OF_LOAN = 2 * ONE;
    private static final int NONE = 0;
    private static final VarHandle WORD = Field.of(MethodHandles.lookup(), "word", long.class);

    private volatile long word;
    private final @Nullable Berth home;

    /**
     * One reference to a buffer of no pool; two to one of a pool, its own and that of a first loan.
     *
     * @param home the berth in a pool; null for a buffer of no pool
     */
    Referenced(@Nullable Berth home) {
        this.home = home;
        this.word = home == null ? ONE + LOOSE : FIRST_LOAN + 2 * ONE + LENT;
    }

    /** The berth in a pool that it goes back to; null for a buffer of no pool. */
    final @Nullable Berth home() {
        return home;
    }

    private static int state(long word) {
        return (int) word & STATE;
    }

    private static int loan(long word) {
        return (int) (word >>> LOAN_SHIFT);
    }

    private static int count(long word) {
        return (int) word >>> COUNT_SHIFT;
    }

    /** Takes a reference, unless there is none left to take it from. */
    final boolean tryTake() {
        long seen = word;
        while (count(seen) > NONE) {
            long witness = (long) WORD.compareAndExchange(this, seen, oneMore(seen));
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Takes a reference for who holds the own reference of a loan, if that is so. */
    final boolean tryTake(int loan) {
        long seen = word;
        while (loan(seen) == loan && state(seen) == LENT) {
            long witness = (long) WORD.compareAndExchange(this, seen, oneMore(seen));
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Takes the own reference of a new loan, if the buffer is idle. */
    final boolean tryLend() {
        long seen = word;
        while (state(seen) == IDLE) {
            long witness = (long) WORD.compareAndExchange(this, seen, oneMore(seen) + NEXT_LOAN - IDLE + LENT);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    private static long oneMore(long seen) {
        if ((int) seen > MOST) {
            throw new IllegalStateException("a buffer has fewer than 2^29 references: references=" + count(seen));
        }
        return seen + ONE;
    }

    /** Drops a reference and answers how many are left, {@link #HOME} or {@link #NOTHING}. */
    final int drop() {
        long seen = word;
        while (count(seen) > NONE) {
            long next = endsLoan(seen) ? idle(seen) : seen - ONE;
            long witness = (long) WORD.compareAndExchange(this, seen, next);
            if (witness == seen) {
                return endsLoan(seen) ? HOME : count(next);
            }
            seen = witness;
        }
        return NOTHING;
    }

    /**
     * Drops the own reference of a loan, once, and answers how many are left, {@link #HOME} or {@link #NOTHING}.
     *
     * @param loan its number
     */
    final int drop(int loan) {
        // Nearly always nobody else has a reference, and what will be read is known before it is.
        long seen = ((long) loan << LOAN_SHIFT) + LAST_OF_LOAN + LENT;
        while (loan(seen) == loan && state(seen) == LENT) {
            long next = endsLoan(seen) ? idle(seen) : seen - ONE - LENT + HANDED_ON;
            long witness = (long) WORD.compareAndExchange(this, seen, next);
            if (witness == seen) {
                return endsLoan(seen) ? HOME : count(next);
            }
            seen = witness;
        }
        return NOTHING;
    }

    private static boolean endsLoan(long seen) {
        return ((int) seen & (~STATE | LENT)) == LAST_OF_LOAN + LENT;
    }

    private static long idle(long seen) {
        return (seen & LOAN) + ONE + IDLE;
    }

    /**
     * Drops the pool's own reference, if the buffer is in a state; it is loose from then on. Answers how many are left, or
     * {@link #NOTHING}.
     *
     * @param state {@link #IDLE} or {@link #LENT}
     */
    final int letGo(int state) {
        long seen = word;
        while (state(seen) == state) {
            long next = (seen & COUNT) - ONE;
            long witness = (long) WORD.compareAndExchange(this, seen, next);
            if (witness == seen) {
                return count(next);
            }
            seen = witness;
        }
        return NOTHING;
    }

    /** Drops all references at once; true if there were any. */
    final boolean dropAll() {
        return count((long) WORD.getAndSet(this, (long) NONE)) > NONE;
    }

    /** How many there are. */
    final int references() {
        return count(word);
    }

    /** The number of the loan, for who has it. */
    final int loan() {
        return loan(word);
    }

    /** Whether it is a pool's, and lent to nobody: what is in it means nothing. */
    final boolean isIdle() {
        return state(word) == IDLE;
    }

    /** Whether the buffer is lent now. */
    final boolean isLent() {
        return (word & LENT) != 0;
    }
}
