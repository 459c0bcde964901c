package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Backing;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.Notice.CallFailed;
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
        return handle(buffer);
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
        String site = account.site();
        while (true) {
            Plan plan = selection.plan(request);
            try {
                return place(plan, account, site, home);
            } catch (EntrepotException e) {
                if (roster.generation() == plan.generation()) {
                    throw e;
                }
            }
        }
    }

    private Buffer place(Plan plan, Account account, String site, @Nullable Berth home) {
        long size = plan.memory().bytes();
        Candidates candidates = new Candidates(Prospect.of(plan), surroundings.failures());
        candidates.check();
        account.charge(size);
        boolean kept = false;
        try {
            Placement placement = plan.request().backing() == Backing.AT_ONCE ? candidates.take() : null;
            Buffer buffer =
                    new Buffer(new Birth(lastId.incrementAndGet(), plan, account, site, home), surroundings, placement);
            live.add(buffer);
            kept = true;
            account.allocated(buffer.id(), plan.request().name(), size, buffer.exporter());
            return buffer;
        } finally {
            if (!kept) {
                account.cancel(size);
            }
        }
    }

    /** A handle for a reference to the buffer that the caller took. */
    DmaBuf handle(Buffer buffer) {
        return new BufferHandle(buffer, surroundings);
    }

    /**
     * One more reference to a buffer of anyone.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such buffer
     */
    public DmaBuf open(long id) {
        Buffer buffer = live.find(id)
                .filter(Buffer::tryRetain)
                .orElseThrow(() -> new EntrepotException(
                        Reason.UNKNOWN, "a buffer must be open: buffer=" + id + "; see dma:buffers"));
        return handle(buffer);
    }

    /** All buffers, by number. */
    public List<Buffer> all() {
        return live.all();
    }
}
