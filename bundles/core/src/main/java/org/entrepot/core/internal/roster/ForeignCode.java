package org.entrepot.core.internal.roster;

import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.jspecify.annotations.Nullable;

/**
 * The one fence around code of other bundles: whatever it throws that the contract does not name comes out as one failure that says whose
 * it was, and so does a call that does not end. A bundle that was taken away in mid-call shows as a missing class, and a vendor's
 * assertion or endless recursion is no better than any other failure: errors count.
 */
public final class ForeignCode {
    private ForeignCode() {}

    /**
     * Calls foreign code that answers: on this thread, or on a spare one if its service let a call hang before.
     *
     * @param who whose code it is
     * @param call what to call; what it answers and can be closed is the caller's. A list is copied within, for it may be of a kind that
     *     fails later, or changes
     * @throws EntrepotException if it fails; with {@link org.entrepot.api.Reason#TIMED_OUT} if it does not end within the deadline
     */
    public static <T> T ask(Callee who, Supplier<T> call) {
        return isAtArmsLength(who) ? spares(who).ask(who, call) : watched(who, call);
    }

    /** Whether a call that hangs is to be left behind: that of a suspect, and any that the engine makes where nobody waits. */
    private static boolean isAtArmsLength(Callee who) {
        return who.standing().isSuspect() || Thread.currentThread() instanceof EngineThread;
    }

    private static SpareThreads spares(Callee who) {
        return who.standing().watch().spares();
    }

    /**
     * Calls foreign code that answers, on this thread whatever its service did before: for a call that goes on writing where its caller
     * looks, so that it must not be left behind.
     *
     * @param who whose code it is
     * @param call what to call
     * @throws EntrepotException if it fails; it has ended even then
     */
    public static <T> T askHere(Callee who, Supplier<T> call) {
        return watched(who, call);
    }

    /** Calls on this thread, under its watch. */
    static <T> T watched(Callee who, Supplier<T> call) {
        CallRecord record = who.standing().watch().record();
        @Nullable Callee outer = record.enter(who);
        @Nullable T answer = null;
        @Nullable Throwable thrown = null;
        try {
            answer = call.get();
        } catch (Throwable e) {
            thrown = e;
        }
        if (record.exit(outer)) {
            return tooLate(who, answer, thrown);
        }
        return judged(who, answer, thrown);
    }

    /** What came too late counts all the same, unless it is something that would have to be given back. */
    private static <T> T tooLate(Callee who, @Nullable T answer, @Nullable Throwable thrown) {
        if (answer == null || answer instanceof AutoCloseable) {
            if (answer instanceof AutoCloseable late) {
                who.standing().watch().spares().giveBack(who, late);
            }
            throw who.late(thrown);
        }
        return answer;
    }

    /** The answer, or a failure that says whose it is. */
    static <T> T judged(Callee who, @Nullable T answer, @Nullable Throwable thrown) {
        if (answer != null) {
            return answer;
        }
        if (thrown instanceof EntrepotException e) {
            who.failed(e);
            throw e;
        }
        EntrepotException broken = thrown == null ? who.nothing() : who.broken(thrown);
        who.broke(broken);
        throw broken;
    }

    /**
     * Calls foreign code that does not answer.
     *
     * @param who whose code it is
     * @param call what to call; of a suspect that takes long it may be made when nobody waits for it any more
     */
    public static void tell(Callee who, Runnable call) {
        if (isAtArmsLength(who)) {
            spares(who).tell(who, done(call));
        } else {
            watched(who, done(call));
        }
    }

    /**
     * Calls foreign code that ends something: unmaps, gives memory back, ends a bracket. Unlike other calls it is not refused because many
     * hang, but then it is done later.
     *
     * @param who whose code it is
     * @param call what to call
     */
    public static void end(Callee who, Runnable call) {
        if (isAtArmsLength(who)) {
            spares(who).end(who, done(call));
        } else {
            watched(who, done(call));
        }
    }

    private static Supplier<Boolean> done(Runnable call) {
        return () -> {
            call.run();
            return Boolean.TRUE;
        };
    }

    /** Closes what foreign code gave. What it throws is what {@link #ask} makes of it. */
    static void close(AutoCloseable given) {
        try {
            given.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
