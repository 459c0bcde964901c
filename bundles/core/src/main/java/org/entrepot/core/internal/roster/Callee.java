package org.entrepot.core.internal.roster;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.jspecify.annotations.Nullable;

/** Whose code is called: one part of a service, and how the service stands. */
public final class Callee {
    /** What the contract lets a service say, and what it says when it leaves or its caller is interrupted. */
    private static final Set<Reason> NO_FAULT = EnumSet.of(
            Reason.OUT_OF_MEMORY, Reason.REFUSED, Reason.BUSY, Reason.UNSUPPORTED, Reason.GONE, Reason.INTERRUPTED);

    private static final Duration LONGEST_WHILE = Duration.ofMillis(100);
    /** Kernels wait for milliseconds: less would be no wait at all. */
    private static final Duration SHORTEST_WHILE = Duration.ofMillis(1);

    private static final int SLICES = 4;

    private final String words;
    private final Standing standing;
    private final AtomicInteger faultsInARow = new AtomicInteger();
    /** The revival of its service to which the row belongs. */
    private volatile int row;

    /**
     * A part of a service.
     *
     * @param words the part, for messages
     * @param standing the service's
     */
    Callee(String words, Standing standing) {
        this.words = words;
        this.standing = standing;
    }

    /** A service of one part for which others stand in when it fails. */
    public static Callee replaceable(String words, CallWatch watch, Leases leases) {
        return new Callee(words, Standing.replaceable(watch, leases));
    }

    Standing standing() {
        return standing;
    }

    /** How long it may be asked to wait at a time, so that nobody takes it for one that hangs. */
    public Duration shortWhile() {
        Duration patience = standing.patience();
        Duration slice = patience.dividedBy(SLICES);
        if (patience.isZero() || slice.compareTo(LONGEST_WHILE) > 0) {
            return LONGEST_WHILE;
        }
        return slice.compareTo(SHORTEST_WHILE) < 0 ? SHORTEST_WHILE : slice;
    }

    /** Counts a failure, unless the contract names it. */
    void failed(EntrepotException failure) {
        if (!NO_FAULT.contains(failure.reason())) {
            broke(failure);
        }
    }

    /** Counts a broken contract. */
    public void broke(EntrepotException how) {
        int revivals = standing.revivals();
        if (row != revivals) {
            faultsInARow.set(0);
            row = revivals;
        }
        standing.fault(this, faultsInARow.incrementAndGet(), how);
    }

    /** Ends a row of faults: what matters went well. */
    public void kept() {
        if (faultsInARow.getPlain() != 0) {
            faultsInARow.set(0);
        }
    }

    EntrepotException nothing() {
        return new EntrepotException(
                Reason.IO, "a service answers: " + words + " answered null; tell its vendor, or disable it");
    }

    EntrepotException broken(Throwable thrown) {
        return new EntrepotException(
                Reason.IO,
                "a service keeps its contract: " + words + " threw " + thrown + "; tell its vendor, or disable it",
                thrown);
    }

    EntrepotException late(@Nullable Throwable thrown) {
        EntrepotException late = new EntrepotException(
                Reason.TIMED_OUT,
                "a call ends within its deadline: " + words + " deadline="
                        + standing.watch().deadline().toMillis() + " ms; tell its vendor, the log has where it hung");
        if (thrown != null) {
            late.initCause(thrown);
        }
        return late;
    }

    /** That a call hangs, with the place. */
    EntrepotException hanging(StackTraceElement[] where) {
        EntrepotException hanging = late(null);
        hanging.setStackTrace(where);
        return hanging;
    }

    EntrepotException putOff(int hanging) {
        return new EntrepotException(
                Reason.TIMED_OUT,
                "what is given back to a service that hangs waits for its turn: " + words + " hanging=" + hanging
                        + "; restart its bundle");
    }

    EntrepotException leftAlone(int hanging) {
        return new EntrepotException(
                Reason.TIMED_OUT,
                "a service that hangs is called by so many threads at most: " + words + " hanging=" + hanging
                        + "; restart its bundle");
    }

    @Override
    public String toString() {
        return words;
    }
}
