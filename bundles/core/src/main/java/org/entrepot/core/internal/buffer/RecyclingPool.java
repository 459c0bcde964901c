package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A pool that holds the first reference of each of its buffers. A buffer is back when every other reference is gone, whoever
 * held it.
 *
 * <p>Lending a buffer and taking it back is one atomic step each, on the buffer's own count of references, and each loan is one small
 * object: the handle, which must not act on the next loan. Nothing that threads share is written. Who finds nothing near looks through
 * all berths.
 */
public final class RecyclingPool implements BufferPool {
    private static final int MOST = 1024;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final byte[] ZEROS = new byte[1 << 16];

    private final Terms terms;
    private final Account account;
    private final Buffers buffers;
    private final Selection selection;
    private final Roster roster;
    private final Quay quay;
    private final WaitingLine line;

    /**
     * What a pool is for.
     *
     * @param request what each buffer is for
     * @param capacity the most buffers, 1 to 1024
     * @param zeroing whether a recycled buffer is zeroed
     */
    public record Terms(AllocationRequest request, int capacity, Zeroing zeroing) {
        /** Checks the capacity. */
        public Terms {
            if (capacity < 1 || capacity > MOST) {
                throw new IllegalArgumentException(
                        "a pool has 1 to " + MOST + " buffers: capacity=" + capacity + "; ask for a capacity within");
            }
        }
    }

    RecyclingPool(Terms terms, Account account, Buffers buffers, Selection selection, Roster roster) {
        this.terms = terms;
        this.account = account;
        this.buffers = buffers;
        this.selection = selection;
        this.roster = roster;
        this.quay = new Quay(this, terms.capacity());
        this.line = new WaitingLine(quay::claim);
    }

    /** Who is charged. */
    public Account account() {
        return account;
    }

    @Override
    public Optional<DmaBuf> tryAcquire() {
        Berth claimed = claimUnlessSomebodyWaits();
        return claimed == null ? Optional.empty() : Optional.of(lend(claimed));
    }

    @Override
    public DmaBuf acquire(Duration longest) {
        Berth claimed = claimUnlessSomebodyWaits();
        return lend(claimed == null ? await(longest) : claimed);
    }

    private @Nullable Berth claimUnlessSomebodyWaits() {
        if (line.isQuiet()) {
            return quay.claim();
        }
        checkOpen();
        return null;
    }

    private Berth await(Duration longest) {
        try {
            Berth claimed = line.await(nanos(longest));
            if (claimed != null) {
                return claimed;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a wait for a buffer ends undisturbed: pool=" + terms.request(), e);
        }
        checkOpen();
        throw new EntrepotException(
                Reason.BUSY,
                "a buffer comes back in time: waited=" + longest.toMillis() + " ms lent=" + lent() + " of "
                        + terms.capacity() + "; close buffers sooner, or open a larger pool");
    }

    /** Nanoseconds of a time, as many as a century has at most: a deadline is added to the clock. */
    private static long nanos(Duration longest) {
        return longest.compareTo(FOR_EVER) < 0 ? longest.toNanos() : FOR_EVER.toNanos();
    }

    private void checkOpen() {
        if (line.isClosed()) {
            throw new IllegalStateException("a closed pool lends nothing: pool=" + terms.request() + "; open another");
        }
    }

    /** Lends the buffer of a claimed berth. */
    private DmaBuf lend(Berth berth) {
        Buffer known = berth.buffer();
        if (known == null) {
            return handle(fresh(berth));
        }
        boolean ready = berth.isOf(roster.generation()) && terms.zeroing() != Zeroing.EACH_TIME;
        return handle(ready ? known : madeReady(berth, known));
    }

    private static DmaBuf handle(Buffer lent) {
        return new BufferHandle(lent, lent.loan());
    }

    /** Makes a buffer for a berth; the berth is vacant again if there is none after all. */
    private Buffer fresh(Berth berth) {
        boolean put = false;
        try {
            berth.put(buffers.make(terms.request(), account, berth));
            put = true;
        } finally {
            if (!put) {
                berth.vacate();
                line.serve();
            }
        }
        Buffer made = Objects.requireNonNull(berth.buffer());
        if (line.isClosed()) {
            made.release();
            checkOpen();
        }
        return made;
    }

    private Buffer madeReady(Berth berth, Buffer recycled) {
        boolean ready = false;
        try {
            Buffer kept = isRightlyPlaced(berth) ? recycled : replaced(berth, recycled);
            if (kept == recycled && terms.zeroing() == Zeroing.EACH_TIME) {
                zero(kept);
            }
            ready = true;
            return kept;
        } finally {
            if (!ready) {
                recycled.release();
            }
        }
    }

    /** Whether the choice of exporters still falls on the buffer's backend, or on none at all. */
    private boolean isRightlyPlaced(Berth berth) {
        if (berth.isOf(roster.generation())) {
            return true;
        }
        Plan plan;
        try {
            plan = selection.plan(terms.request());
        } catch (EntrepotException e) {
            return true;
        }
        boolean right =
                plan.candidates().isEmpty() || berth.isIn(plan.candidates().get(0));
        if (right) {
            berth.keep(plan.generation());
        }
        return right;
    }

    /** A buffer of the new choice; the old one if there is no room for it there. */
    private Buffer replaced(Berth berth, Buffer old) {
        long now = roster.generation();
        Buffer made;
        try {
            made = buffers.make(terms.request(), account, berth);
        } catch (EntrepotException e) {
            // Not tried again for each frame: only when heaps come or go.
            berth.keep(now);
            return old;
        }
        berth.put(made);
        old.dropped(old.letGo(Referenced.LENT));
        old.release();
        return made;
    }

    private static void zero(Buffer buffer) {
        if (buffer.placement() == null) {
            return;
        }
        try (CpuAccess access = bracket(buffer)) {
            ByteBuffer view = access.view();
            while (view.hasRemaining()) {
                view.put(ZEROS, 0, Math.min(ZEROS.length, view.remaining()));
            }
        }
    }

    /** A bracket that owns a reference; none is left if it cannot begin. */
    private static CpuAccess bracket(Buffer buffer) {
        buffer.retain();
        try {
            return new CpuBracket(buffer, CpuUse.WRITE);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    /** Takes a buffer back that is idle again. */
    void back(Berth berth) {
        quay.note(berth);
        if (!line.isQuiet()) {
            backToWhoWaits(berth);
        }
    }

    private void backToWhoWaits(Berth berth) {
        line.serve();
        if (line.isClosed()) {
            berth.releaseIdle();
        }
    }

    @Override
    public int capacity() {
        return terms.capacity();
    }

    @Override
    public int lent() {
        return (int) quay.all().filter(Berth::isOut).count();
    }

    @Override
    public void close() {
        if (line.close()) {
            quay.all().forEach(Berth::releaseIdle);
        }
    }

    /** Whether it is closed and has all its buffers back. */
    public boolean isEmptied() {
        return line.isClosed() && lent() == 0;
    }
}
