package org.entrepot.core.internal.roster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.jspecify.annotations.Nullable;

/**
 * How a service stands with the engine: what it did wrong, whether it still gets the caller's own thread, whether it is isolated.
 * A service that let a call hang is under suspicion as long as it is registered: it is called on spare threads, which can be left
 * behind.
 */
public final class Standing {
    /** How many calls may hang at a time before no more are made. */
    private static final int MOST_HANGING = 32;
    /** How many times patience is halved at most: a service that hangs time and again costs little each time. */
    private static final int MOST_LAPSES = 8;

    private final CallWatch watch;
    private final @Nullable Leases leases;
    private final LongAdder faults = new LongAdder();
    private final AtomicInteger lapses = new AtomicInteger();
    private final AtomicInteger hanging = new AtomicInteger();
    private final Turns turns = new Turns();
    /** How many times it was put back into service. */
    private final AtomicInteger revivals = new AtomicInteger();

    /** Changed under its monitor, together with the leases. */
    private volatile @Nullable EntrepotException isolated;

    private volatile boolean suspect;
    private volatile Consumer<EntrepotException> follower = why -> {};

    private Standing(CallWatch watch, @Nullable Leases leases) {
        this.watch = watch;
        this.leases = leases;
    }

    /** Of a service that others can stand in for: it is isolated when it fails. */
    static Standing replaceable(CallWatch watch, Leases leases) {
        return new Standing(watch, leases);
    }

    /** Of a service that nobody can stand in for: it is never isolated. */
    static Standing irreplaceable(CallWatch watch) {
        return new Standing(watch, null);
    }

    CallWatch watch() {
        return watch;
    }

    /** Whom to tell that it is isolated, and why; quick, on any thread. */
    void follow(Consumer<EntrepotException> next) {
        follower = next;
    }

    /** How many times it broke its contract. */
    long faults() {
        return faults.sum();
    }

    void fault(Callee who, int inARow, EntrepotException how) {
        faults.increment();
        int most = watch.mostFaults();
        if (most > 0 && inARow >= most && !isIsolated()) {
            EntrepotException why = new EntrepotException(
                    how.reason(),
                    who + " broke its contract " + inARow + " times in a row, the last time: " + how.getMessage(),
                    how);
            watch.failed(who, why);
            isolate(why);
        }
    }

    /** A call is overdue: no new ones, and those that must be are made at arm's length. */
    void hangs(EntrepotException why) {
        suspect = true;
        faults.increment();
        lapses.updateAndGet(count -> Math.min(count + 1, MOST_LAPSES));
        isolate(why);
    }

    private void isolate(EntrepotException why) {
        if (leases != null && suspended(leases, why)) {
            follower.accept(why);
        }
    }

    /** Both steps at once: between those of a revival they would leave it suspended and not isolated, for ever. */
    private synchronized boolean suspended(Leases granting, EntrepotException why) {
        if (isolated != null) {
            return false;
        }
        isolated = why;
        granting.suspend();
        return true;
    }

    /** Why it is isolated, if it is. */
    Optional<String> isolated() {
        return Optional.ofNullable(isolated).map(Throwable::getMessage);
    }

    boolean isIsolated() {
        return isolated != null;
    }

    /** Lets it serve again; whether it was isolated. Suspicion stays. */
    synchronized boolean revive() {
        if (isolated == null) {
            return false;
        }
        lapses.set(0);
        revivals.incrementAndGet();
        isolated = null;
        Objects.requireNonNull(leases).resume();
        return true;
    }

    /** How many times it was put back into service: its faults count anew each time. */
    int revivals() {
        return revivals.get();
    }

    /** Whether it is called on spare threads only. */
    boolean isSuspect() {
        return suspect;
    }

    /** How long the next call of a suspect is waited for; zero for as long as it takes. */
    Duration patience() {
        return watch.deadline().dividedBy(1L << lapses.get());
    }

    /** A call on a spare thread ended in time. */
    void answered() {
        if (lapses.get() != 0) {
            lapses.set(0);
        }
    }

    /** What is to be ended once calls that hang come back, or before. */
    Turns turns() {
        return turns;
    }

    /** How many calls hang on spare threads. */
    int hanging() {
        return hanging.get();
    }

    boolean mayHangOnceMore() {
        return hanging.get() < MOST_HANGING;
    }

    void leftBehind() {
        hanging.incrementAndGet();
    }

    void cameBack() {
        hanging.decrementAndGet();
    }
}
