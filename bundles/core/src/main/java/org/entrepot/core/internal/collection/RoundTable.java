package org.entrepot.core.internal.collection;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Statement;
import org.entrepot.control.CollectionStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * How far a collection has come, who is seated, and what each of them holds, behind one lock. No step calls a heap, a device or a
 * mapper, or closes a buffer: what is to be closed is handed out. While buffers are taken the phase says so, and no lock is held.
 */
final class RoundTable {
    private enum Phase {
        NEGOTIATING(State.NEGOTIATING),
        TAKING(State.NEGOTIATING),
        ALLOCATED(State.ALLOCATED),
        FAILED(State.FAILED),
        CLOSED(State.CLOSED);

        private final State shown;

        Phase(State shown) {
            this.shown = shown;
        }
    }

    private final String collection;
    private final AllocationRequest opening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Seats seats = new Seats();
    private Phase phase = Phase.NEGOTIATING;
    private List<DmaBuf> buffers = List.of();
    private @Nullable EntrepotException failure;

    /**
     * A table at which nobody is seated.
     *
     * @param collection number and name, for messages
     * @param opening what the opener asked for
     */
    RoundTable(String collection, AllocationRequest opening) {
        this.collection = collection;
        this.opening = opening;
    }

    /** Reads what belongs together; the step calls nothing that waits. */
    <T> T read(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable step) {
        lock.lock();
        try {
            step.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Who is seated; to be looked at within {@link #read}. */
    Seats seats() {
        return seats;
    }

    /** The collection's own references; to be looked at within {@link #read}. */
    List<DmaBuf> buffers() {
        return buffers;
    }

    /** Why the last attempt failed, if nothing has changed since; to be looked at within {@link #read}. */
    Optional<EntrepotException> failure() {
        return Optional.ofNullable(failure);
    }

    /** How far the collection has come, for operators. */
    State state() {
        return read(() -> phase.shown);
    }

    /** Whether it is closed and nobody has anything of it. */
    boolean isOver() {
        return read(() -> phase == Phase.CLOSED && seats.isEmpty());
    }

    /** What has been stated so far, merged. */
    MergedNeeds merged() {
        return MergedNeeds.of(opening, read(seats::stated));
    }

    private void checkOpen() {
        if (phase == Phase.CLOSED) {
            throw new IllegalStateException(
                    "a closed collection is not used: collection=" + collection + "; open another");
        }
    }

    /** For participants, who did not close the collection themselves. */
    private void checkThere(SeatHandle seat) {
        seat.checkTaken();
        if (phase == Phase.CLOSED) {
            throw gone(seat);
        }
    }

    private static EntrepotException gone(SeatHandle seat) {
        return new EntrepotException(
                Reason.GONE, "a collection is open: " + seat + "; its opener closed it, ask for another");
    }

    /** Who comes, states or leaves may be what a failed attempt lacked. */
    private void revive() {
        if (phase == Phase.FAILED) {
            phase = Phase.NEGOTIATING;
            failure = null;
        }
    }

    void join(SeatHandle seat) {
        change(() -> {
            checkOpen();
            seats.add(seat);
            revive();
        });
    }

    /** Begins to take buffers as soon as everybody has stated; nothing if they are there already. */
    Optional<MergedNeeds> begin(Wait wait) {
        return read(() -> {
            boolean inTime = wait.until(changed, () -> phase == Phase.CLOSED || phase == Phase.ALLOCATED || isReady());
            checkOpen();
            if (!inTime) {
                throw late("every participant states its needs in time", wait, "replace who is silent");
            }
            if (phase == Phase.ALLOCATED) {
                return Optional.empty();
            }
            phase = Phase.TAKING;
            return Optional.of(MergedNeeds.of(opening, seats.stated()));
        });
    }

    private boolean isReady() {
        return phase != Phase.TAKING && seats.haveAnswered();
    }

    private EntrepotException late(String rule, Wait wait, String advice) {
        return new EntrepotException(
                Reason.BUSY, rule + ": " + wait + " " + seats.silence() + "; wait longer, or " + advice);
    }

    /** Ends the taking with buffers; throws if the collection was closed meanwhile, and they are the caller's to close. */
    void succeed(List<DmaBuf> taken) {
        change(() -> {
            checkOpen();
            buffers = taken;
            seats.hand(taken);
            phase = Phase.ALLOCATED;
        });
    }

    /** Ends the taking without buffers. Where somebody has come meanwhile it does not count as failed: the next may succeed. */
    void fail(EntrepotException why) {
        change(() -> {
            if (phase == Phase.TAKING && seats.haveAnswered()) {
                phase = Phase.FAILED;
                failure = why;
            }
        });
    }

    /** Ends the taking however it went, if nothing else has. */
    void stopTaking() {
        change(() -> {
            if (phase == Phase.TAKING) {
                phase = Phase.NEGOTIATING;
            }
        });
    }

    /** Takes a statement in; of one who comes late it answers references, by which it is decided whether the buffers serve it. */
    Optional<List<DmaBuf>> state(SeatHandle seat, Statement statement, Wait wait) {
        return read(() -> {
            wait.until(changed, () -> phase != Phase.TAKING || !seat.isTaken());
            checkThere(seat);
            seat.checkSilent();
            SortedMap<String, Statement> all = seats.stated();
            all.put(seat.participant(), statement);
            int wanted = MergedNeeds.of(opening, all).buffers();
            boolean late = phase == Phase.ALLOCATED;
            if (late && wanted > buffers.size()) {
                throw tooFew(seat, wanted);
            }
            seat.said(statement);
            revive();
            changed.signalAll();
            return late ? Optional.of(Seats.duplicates(buffers)) : Optional.empty();
        });
    }

    private EntrepotException tooFew(SeatHandle seat, int wanted) {
        return new EntrepotException(
                Reason.BUSY,
                "who comes late manages with the buffers there are: participant=" + seat.participant() + " collection="
                        + collection + " buffers=" + buffers.size() + " wanted in all=" + wanted
                        + "; state smaller counts, or wait until somebody leaves");
    }

    /** Lets one who comes late have references. */
    void accept(SeatHandle seat, List<DmaBuf> own) {
        change(() -> {
            checkThere(seat);
            seat.receive(own);
        });
    }

    /** Takes back the statement of one who came late, and is not served. */
    void refuse(SeatHandle seat) {
        change(seat::unsay);
    }

    /** The references of a seat, once it has some. */
    List<DmaBuf> await(SeatHandle seat, Wait wait) {
        return read(() -> {
            wait.until(changed, () -> seat.references().isPresent() || !seat.isTaken() || isHopeless());
            seat.checkTaken();
            return seat.references().orElseThrow(() -> without(seat, wait));
        });
    }

    private boolean isHopeless() {
        return phase == Phase.CLOSED || phase == Phase.FAILED;
    }

    /** Why a seat has no references. */
    private EntrepotException without(SeatHandle seat, Wait wait) {
        EntrepotException why = failure;
        if (why != null) {
            return new EntrepotException(
                    why.reason(), "buffers can be had: collection=" + collection + "; " + why.getMessage(), why);
        }
        return phase == Phase.CLOSED ? gone(seat) : late("buffers are there in time", wait, "see dma:collections");
    }

    /** Seats a newcomer in the place of another; answers what that one held. */
    List<DmaBuf> replace(SeatHandle old, SeatHandle next) {
        return read(() -> {
            checkThere(old);
            seats.replace(old, next);
            revive();
            changed.signalAll();
            return old.vacate();
        });
    }

    /** Unseats a participant; answers what it held. */
    List<DmaBuf> leave(SeatHandle seat) {
        return read(() -> {
            if (seats.remove(seat)) {
                revive();
                changed.signalAll();
            }
            return seat.vacate();
        });
    }

    /** Closes the collection; answers its own references. */
    List<DmaBuf> close() {
        return read(() -> {
            List<DmaBuf> own = phase == Phase.CLOSED ? List.of() : buffers;
            phase = Phase.CLOSED;
            failure = null;
            seats.dismissTheEmptyHanded();
            changed.signalAll();
            return own;
        });
    }

    boolean isOpen(SeatHandle seat) {
        return read(() ->
                seat.isTaken() && (phase != Phase.CLOSED || seat.references().isPresent()));
    }
}
