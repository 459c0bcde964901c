package org.entrepot.core.internal.collection;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Backing;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.control.CollectionStatus;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.buffer.LateUse;
import org.entrepot.core.internal.collection.NegotiatedCollection.Means;
import org.entrepot.core.internal.collection.NegotiatedCollection.Terms;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Selection;

/** All collections of this process: where they are opened and found. */
public final class LiveCollections {
    private final Buffers buffers;
    private final Selection selection;
    private final LateUse late;
    private final Map<Long, NegotiatedCollection> live = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    /**
     * Opens an empty registry.
     *
     * @param buffers where buffers are made
     * @param selection who serves what
     * @param roster who is here
     */
    public LiveCollections(Buffers buffers, Selection selection, Roster roster) {
        this.buffers = buffers;
        this.selection = selection;
        this.late = new LateUse(roster, selection);
    }

    /**
     * Opens a collection for a bundle, which is charged.
     *
     * @throws EntrepotException with {@link Reason#GONE} if the bundle has stopped
     */
    public BufferCollection open(AllocationRequest request, Account account) {
        if (request.backing() != Backing.AT_ONCE) {
            throw new IllegalArgumentException("a collection takes its memory at once, all of it or none: backing="
                    + request.backing() + "; ask for AT_ONCE");
        }
        Means means =
                new Means(selection, late, new AllOrNothing(buffers, account), over -> live.remove(over.id(), over));
        NegotiatedCollection opened =
                new NegotiatedCollection(new Terms(lastId.incrementAndGet(), request, account), means);
        live.put(opened.id(), opened);
        account.checkOpenOr(opened::end);
        return opened;
    }

    /**
     * Seats a participant of any bundle.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such collection, or it is closed
     */
    public Seat join(long id, String participant, Account holder) {
        NegotiatedCollection found = live.get(id);
        if (found == null || !found.isOpen()) {
            throw new EntrepotException(
                    Reason.UNKNOWN, "a collection must be open: collection=" + id + "; see dma:collections");
        }
        return found.join(participant, holder);
    }

    /**
     * Ends the collections of a bundle, and closes the seats that it has elsewhere.
     *
     * @param bundleId of the bundle that stopped
     * @param report told of each
     */
    public void release(long bundleId, Consumer<String> report) {
        for (NegotiatedCollection collection : List.copyOf(live.values())) {
            if (collection.owner().bundleId() == bundleId) {
                end(collection, report);
            } else {
                collection.seated().stream()
                        .filter(seat -> seat.holder().bundleId() == bundleId)
                        .forEach(seat -> leave(seat, report));
            }
        }
    }

    /** Ends all collections. */
    public void releaseAll(Consumer<String> report) {
        List.copyOf(live.values()).forEach(collection -> end(collection, report));
    }

    private static void end(NegotiatedCollection collection, Consumer<String> report) {
        report.accept("Collection " + collection + " of " + collection.owner().bundle());
        collection.end();
    }

    private static void leave(SeatHandle seat, Consumer<String> report) {
        report.accept("A seat of " + seat.holder().bundle() + " (" + seat + ")");
        seat.close();
    }

    /** All collections as an operator sees them, by number. */
    public List<CollectionStatus> statuses() {
        return live.values().stream()
                .map(NegotiatedCollection::status)
                .sorted(Comparator.comparingLong(CollectionStatus::id))
                .toList();
    }
}
