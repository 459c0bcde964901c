package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Backing;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.Site;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.Notice.CallFailed;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Selection;
import org.jspecify.annotations.Nullable;

/** All buffers of this process: where they are made and found. */
public final class Buffers {
    private final Roster roster;
    private final Selection selection;
    private final LiveBuffers live = new LiveBuffers();
    private final Surroundings surroundings;
    private final AtomicLong lastId = new AtomicLong();

    /**
     * Opens an empty registry.
     *
     * @param roster who is here
     * @param selection who serves what
     * @param fences which keeps fences
     * @param notices told what happens, also under a reservation: quick
     */
    public Buffers(Roster roster, Selection selection, FenceKeeper fences, Consumer<Notice> notices) {
        this.roster = roster;
        this.selection = selection;
        Consumer<RuntimeException> failures = e -> notices.accept(CallFailed.unawaited("a service", e));
        this.surroundings = new Surroundings(
                roster, selection, fences, new Copies(failures), new Moves(notices), live::remove, failures);
    }

    /** How the contents of buffers get from place to place. */
    public Copies copies() {
        return surroundings.copies();
    }

    /** The moves of all buffers so far. */
    public Moves moves() {
        return surroundings.moves();
    }

    /** Allocates, and hands the first reference out. */
    public DmaBuf allocate(AllocationRequest request, Account account) {
        Buffer buffer = make(request, account, null);
        return new BufferHandle(buffer, Referenced.NO_LOAN);
    }

    /** Opens a pool of buffers that are charged to the account. */
    public RecyclingPool pool(RecyclingPool.Terms terms, Account account) {
        return new RecyclingPool(terms, account, this, selection, roster);
    }

    /**
     * Allocates a buffer. The caller drops its reference by {@link Buffer#release()}.
     *
     * @param home the berth in a pool that it is for, which has a reference of its own; null for a buffer of no pool
     */
    Buffer make(AllocationRequest request, Account account, @Nullable Berth home) {
        Site site = account.site();
        while (true) {
            Plan plan = selection.plan(request);
            try {
                Buffer made = place(plan, account, site, home);
                if (isServed(made)) {
                    return made;
                }
                made.cut();
            } catch (EntrepotException e) {
                if (roster.generation() == plan.generation()) {
                    throw e;
                }
            }
        }
    }

    /** Not if its heap left, or was taken out of service, before it was listed: who empties that has not seen it. */
    private boolean isServed(Buffer made) {
        Placement now = made.placement();
        return now == null || roster.isServing(now.backend());
    }

    private Buffer place(Plan plan, Account account, Site site, @Nullable Berth home) {
        long size = plan.memory().bytes();
        Candidates candidates = new Candidates(Prospect.of(plan), surroundings.failures());
        candidates.check();
        account.charge(size);
        boolean kept = false;
        try {
            Placement placement = plan.request().backing() == Backing.AT_ONCE ? candidates.take() : null;
            Buffer buffer = born(new Birth(lastId.incrementAndGet(), plan, account, site), home, placement);
            live.add(buffer);
            kept = true;
            // Whose owner stopped before it was listed is on no list of what that leaves behind.
            account.checkOpenOr(buffer::cut);
            account.allocated(buffer.id(), plan.request().name(), size, buffer.exporter());
            return buffer;
        } finally {
            if (!kept) {
                account.cancel(size);
            }
        }
    }

    private Buffer born(Birth birth, @Nullable Berth home, @Nullable Placement placement) {
        return home == null
                ? new Buffer(birth, null, surroundings, placement)
                : new PooledBuffer(birth, home, surroundings, placement);
    }

    /**
     * One more reference to a buffer of anyone.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such buffer
     */
    public DmaBuf open(long id) {
        Buffer buffer = live.find(id)
                .filter(Buffer::tryTake)
                .orElseThrow(() -> new EntrepotException(
                        Reason.UNKNOWN, "a buffer must be open: buffer=" + id + "; see dma:buffers"));
        return new BufferHandle(buffer, Referenced.NO_LOAN);
    }

    /** The buffers of which something holds, by number. What foreign code fails with is told, and does not hold. */
    public List<Buffer> such(Predicate<Buffer> that) {
        List<Buffer> found = new ArrayList<>();
        for (Buffer buffer : all()) {
            if (holds(that, buffer)) {
                found.add(buffer);
            }
        }
        return found;
    }

    private boolean holds(Predicate<Buffer> that, Buffer buffer) {
        try {
            return !buffer.isEnded() && that.test(buffer);
        } catch (EntrepotException e) {
            surroundings.failures().accept(e);
            return false;
        }
    }

    /** Whether a buffer has memory of an exporter. */
    public boolean isOf(Buffer buffer, Backend backend) {
        Placement now = buffer.placement();
        return now != null && now.backend().equals(backend);
    }

    /** Whether a buffer is stranded. */
    public boolean isStranded(Buffer buffer) {
        Placement now = buffer.placement();
        return now != null && now.status(roster) == BufferStatus.Placement.STRANDED;
    }

    /** The buffer of a number, if there is one. */
    public Optional<Buffer> find(long id) {
        return live.find(id);
    }

    /** The exporter whose memory a buffer has; none before its first use. */
    public Optional<Backend> homeOf(Buffer buffer) {
        return Optional.ofNullable(buffer.placement()).map(Placement::backend);
    }

    /** Whether a buffer needs no move to an exporter that is here: it has its memory, has none yet, or ended. */
    public boolean isIn(Buffer buffer, String heap) {
        Placement now = buffer.placement();
        return now == null || buffer.isEnded() || now.isIn(heap);
    }

    /**
     * Tries once to move a buffer, without waiting for anybody who uses it.
     *
     * @param which whether it is to move, still
     * @param heap name of the only exporter that will do; none for the best that has room
     * @param why it moves, for people
     * @param former takes its old memory, which the caller gives back
     */
    public Relocation relocate(
            Buffer buffer, Predicate<Buffer> which, Optional<String> heap, String why, FormerPlaces former) {
        return Relocation.attempt(buffer, which, heap, why, former);
    }

    /** Counts a stranded buffer to an exporter that came, if that has its memory again; true if so. */
    public boolean adopt(Buffer buffer, Backend newcomer) {
        return holds(stranded -> adopted(stranded, newcomer), buffer);
    }

    private static boolean adopted(Buffer buffer, Backend newcomer) {
        ReentrantLock reservation = buffer.links().reservation();
        if (!reservation.tryLock()) {
            // Whoever has it may be inside a service that hangs, and this thread starts a bundle.
            return false;
        }
        try {
            Placement now = buffer.placement();
            if (now == null || buffer.isEnded() || !now.belongsTo(newcomer)) {
                return false;
            }
            now.adoptedBy(newcomer);
            return true;
        } finally {
            reservation.unlock();
        }
    }

    /** All buffers, by number. */
    public List<Buffer> all() {
        return live.all();
    }
}
