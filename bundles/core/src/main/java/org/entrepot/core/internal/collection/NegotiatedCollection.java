package org.entrepot.core.internal.collection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Seat;
import org.entrepot.control.CollectionStatus;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.buffer.LateUse;
import org.entrepot.core.internal.selection.Selection;

/** A collection as its opener holds it. */
final class NegotiatedCollection implements BufferCollection {
    private final Terms terms;
    private final Means means;
    private final RoundTable table;

    /**
     * What a collection begins with.
     *
     * @param id its number
     * @param request of the opener
     * @param owner who opened it and is charged
     */
    record Terms(long id, AllocationRequest request, Account owner) {}

    /**
     * What a collection needs of the engine.
     *
     * @param selection which explains
     * @param late which holds buffers against those who come late
     * @param supply which takes buffers
     * @param forget told when a collection is closed and nobody is seated any more; maybe several times
     */
    record Means(Selection selection, LateUse late, AllOrNothing supply, Consumer<NegotiatedCollection> forget) {}

    NegotiatedCollection(Terms terms, Means means) {
        this.terms = terms;
        this.means = means;
        this.table = new RoundTable(toString(), terms.request());
    }

    Account owner() {
        return terms.owner();
    }

    RoundTable table() {
        return table;
    }

    LateUse late() {
        return means.late();
    }

    @Override
    public long id() {
        return terms.id();
    }

    @Override
    public String name() {
        return terms.request().name();
    }

    @Override
    public Seat join(String participant) {
        return join(participant, terms.owner());
    }

    Seat join(String participant, Account holder) {
        SeatHandle seat = new SeatHandle(this, participant, holder);
        table.join(seat);
        holder.checkOpenOr(seat::close);
        return seat;
    }

    @Override
    public Seat seat(String participant) {
        return table.read(() -> table.seats().find(participant));
    }

    /** Who is seated now. */
    List<SeatHandle> seated() {
        return table.read(() -> table.seats().all());
    }

    @Override
    public List<String> silent() {
        return table.read(() -> table.seats().silent()).stream()
                .map(SeatHandle::participant)
                .toList();
    }

    @Override
    public int allocate(Duration longest) {
        Optional<MergedNeeds> needs = table.begin(new Wait("collection=" + this, longest));
        return needs.isPresent()
                ? take(needs.get())
                : table.read(() -> table.buffers().size());
    }

    private int take(MergedNeeds needs) {
        try {
            List<DmaBuf> taken = means.supply().take(needs);
            keep(taken);
            return taken.size();
        } catch (EntrepotException e) {
            table.fail(e);
            throw e;
        } finally {
            table.stopTaking();
        }
    }

    private void keep(List<DmaBuf> taken) {
        boolean kept = false;
        try {
            table.succeed(taken);
            kept = true;
        } finally {
            if (!kept) {
                AllOrNothing.giveBack(taken);
            }
        }
    }

    @Override
    public Explanation explain() {
        return means.selection().plan(table.merged().request()).explanation();
    }

    @Override
    public boolean isOpen() {
        return table.state() != CollectionStatus.State.CLOSED;
    }

    @Override
    public void close() {
        AllOrNothing.giveBack(table.close());
        forgetWhenOver();
    }

    /** Closes the collection and every seat of it. */
    void end() {
        close();
        seated().forEach(SeatHandle::close);
    }

    /** After somebody left. */
    void forgetWhenOver() {
        if (table.isOver()) {
            means.forget().accept(this);
        }
    }

    CollectionStatus status() {
        return table.read(() -> new CollectionStatus(
                id(),
                name(),
                owner().bundle(),
                table.state(),
                table.seats().statuses(),
                table.buffers().stream().map(DmaBuf::id).toList(),
                table.failure().map(why -> String.valueOf(why.getMessage()))));
    }

    @Override
    public String toString() {
        return id() + " (" + name() + ")";
    }
}
