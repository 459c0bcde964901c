package org.entrepot.core.internal.roster;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The call that one thread has in flight into code of another bundle, as its watch sees it. The thread writes; the watch takes
 * part only to interrupt a call, by a handshake in one word: the interrupt meets the call or nobody, and is taken back at the
 * call's end. Of nested calls the innermost counts; an outer one begins anew when it goes on.
 */
final class CallRecord {
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(CallRecord.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int STATE_BITS = 3;
    private static final long STATE = (1 << STATE_BITS) - 1;
    /** None of these is being in no call. */
    private static final long IN = 1;
    /** The watch is about to interrupt the call: who wants out waits for it. */
    private static final long REACHING = 2;

    private static final long INTERRUPTED = 3;
    /** As interrupted, by somebody else, before the watch came. */
    private static final long OVERDUE = 4;

    private static final long PAUSE_NANOS = 50_000;

    private final Thread thread;
    /** The number of the call, and the state in the lowest bits. */
    private volatile long word;
    /** Who is called. Written before the word, read after it. */
    private @Nullable Callee callee;

    /** What the watch saw when it looked last, and how many looks ago it was new. Its own. */
    private long seen;

    private int looks;

    CallRecord(Thread thread) {
        this.thread = thread;
    }

    boolean isOfALivingThread() {
        return thread.isAlive();
    }

    /** A call begins; an outer one rests until {@link #exit}. Returns who is called by the outer one. */
    @Nullable
    Callee enter(Callee next) {
        Callee outer = rest();
        begin(next);
        return outer;
    }

    /** The call has ended. Returns whether it was overdue. */
    boolean exit(@Nullable Callee outer) {
        boolean overdue = end();
        goOn(outer);
        return overdue;
    }

    /** The thread leaves the call that it is in, if any, to wait in the engine. */
    @Nullable
    Callee rest() {
        Callee outer = callee;
        if (outer != null) {
            end();
        }
        return outer;
    }

    /** The call that rested goes on. */
    void goOn(@Nullable Callee outer) {
        if (outer == null) {
            callee = null;
        } else {
            begin(outer);
        }
    }

    private void begin(Callee next) {
        callee = next;
        WORD.setRelease(this, (word | STATE) + 1 + IN);
    }

    private boolean end() {
        long at = word;
        if ((at & STATE) == IN && WORD.compareAndSet(this, at, at & ~STATE)) {
            return false;
        }
        while ((word & STATE) == REACHING) {
            // As long as it takes to look at a stack.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if ((word & STATE) == INTERRUPTED) {
            // It was for the call, and whatever else the thread waits for must not have it.
            Thread.interrupted();
        }
        WORD.setRelease(this, word & ~STATE);
        return true;
    }

    /** One look of the watch: whether the same call is in flight as so many looks ago. */
    boolean isInFlightSince(int looksAgo) {
        long now = word;
        if (now != seen || (now & STATE) != IN) {
            seen = now;
            looks = 0;
            return false;
        }
        looks++;
        return looks >= looksAgo;
    }

    /**
     * Interrupts the call that was seen last, unless it has ended.
     *
     * @param before what to do first with who is called and where the thread is, which cannot leave the call meanwhile
     */
    void interrupt(Interruption before) {
        Callee who = callee;
        if (who == null || !WORD.compareAndSet(this, seen, (seen & ~STATE) | REACHING)) {
            return;
        }
        long reached = OVERDUE;
        try {
            before.of(who, thread.getStackTrace());
            if (!thread.isInterrupted()) {
                reached = INTERRUPTED;
                thread.interrupt();
            }
        } finally {
            WORD.setRelease(this, (seen & ~STATE) | reached);
        }
    }

    /** What is done before a call is interrupted. */
    interface Interruption {
        void of(Callee who, StackTraceElement[] where);
    }
}
