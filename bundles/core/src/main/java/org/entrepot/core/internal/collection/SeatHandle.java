package org.entrepot.core.internal.collection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.control.CollectionStatus.ParticipantStatus;
import org.entrepot.core.internal.account.Account;
import org.jspecify.annotations.Nullable;

/** A seat as a participant holds it. What may change is read and written by the collection's table alone, under its lock. */
final class SeatHandle implements Seat {
    private final NegotiatedCollection collection;
    private final String participant;
    private final Account holder;
    private final long since = System.nanoTime();
    private boolean taken = true;
    private @Nullable Statement statement;
    private @Nullable List<DmaBuf> references;

    /**
     * A seat that is not at the table yet.
     *
     * @param collection at which
     * @param participant who
     * @param holder the bundle whose seat it is
     */
    SeatHandle(NegotiatedCollection collection, String participant, Account holder) {
        Seats.checkName(participant);
        this.collection = collection;
        this.participant = participant;
        this.holder = holder;
    }

    Account holder() {
        return holder;
    }

    Optional<Statement> statement() {
        return Optional.ofNullable(statement);
    }

    void checkSilent() {
        if (statement != null) {
            throw new IllegalStateException(
                    "a participant states its needs once: " + this + " has; replace it to state anew");
        }
    }

    void said(Statement what) {
        statement = what;
    }

    void unsay() {
        statement = null;
    }

    Optional<List<DmaBuf>> references() {
        return Optional.ofNullable(references);
    }

    /** Holds references, which the seat owns from now on. */
    void receive(List<DmaBuf> own) {
        references = own;
    }

    /** Leaves, and answers the references that are to be closed: those that are left, when called again. */
    List<DmaBuf> vacate() {
        taken = false;
        List<DmaBuf> left = references == null ? List.of() : references;
        references = null;
        return left;
    }

    boolean isTaken() {
        return taken;
    }

    void checkTaken() {
        if (!taken) {
            throw new IllegalStateException("a closed seat is not used: " + this + "; join again");
        }
    }

    private Duration seated() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Who has been silent for how long, for messages. */
    String silence() {
        return participant + " for " + seated().toMillis() + " ms (" + holder.bundle() + ")";
    }

    ParticipantStatus status() {
        return new ParticipantStatus(participant, holder.bundle(), statement().map(Statement::counts), seated());
    }

    @Override
    public String participant() {
        return participant;
    }

    @Override
    public long collection() {
        return collection.id();
    }

    @Override
    public void state(Statement what) {
        Optional<List<DmaBuf>> there = collection.table().state(this, what, Wait.forChange(toString()));
        there.ifPresent(own -> admit(what, own));
    }

    /** Holds buffers that are there against what was stated, and keeps the references if they serve. */
    private void admit(Statement what, List<DmaBuf> own) {
        boolean served = false;
        try {
            own.forEach(buffer -> collection.late().check(buffer, participant, what));
            collection.table().accept(this, own);
            served = true;
        } finally {
            if (!served) {
                collection.table().refuse(this);
                AllOrNothing.giveBack(own);
            }
        }
    }

    @Override
    public List<DmaBuf> buffers(Duration longest) {
        return collection.table().await(this, new Wait(toString(), longest));
    }

    @Override
    public Seat replace(String newcomer) {
        SeatHandle next = new SeatHandle(collection, newcomer, holder);
        AllOrNothing.giveBack(collection.table().replace(this, next));
        // Whose bundle stopped before it was seated is on no list of what that leaves behind.
        holder.checkOpenOr(next::close);
        return next;
    }

    @Override
    public boolean isOpen() {
        return collection.table().isOpen(this);
    }

    @Override
    public void close() {
        AllOrNothing.giveBack(collection.table().leave(this));
        collection.forgetWhenOver();
    }

    @Override
    public String toString() {
        return "participant=" + participant + " collection=" + collection;
    }
}
