package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A pool that holds the first reference of each of its buffers. A buffer is back when every other reference is gone, whoever
 * held it. A permit goes with each lent buffer, so that as many exist as may.
 */
public final class RecyclingPool implements BufferPool {
    private static final int MOST = 1024;
    private static final int WAKE_ALL = 1 << 20;
    private static final byte[] ZEROS = new byte[1 << 16];

    private final Terms terms;
    private final Account account;
    private final Buffers buffers;
    private final Selection selection;
    private final Roster roster;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Entry> idle = new ConcurrentLinkedDeque<>();
    private final Map<Long, Entry> lent = new ConcurrentHashMap<>();
    private final AtomicBoolean open = new AtomicBoolean(true);

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

    /** A buffer of the pool, and the generation for which its backend is known to be the right one. */
    private static final class Entry {
        private final Buffer buffer;
        private volatile long generation;

        Entry(Buffer buffer) {
            this.buffer = buffer;
            this.generation = buffer.birth().plan().generation();
        }

        /** Whether the memory is of this exporter, or of none yet. */
        boolean isIn(Backend backend) {
            Placement placement = buffer.placement();
            return placement == null || placement.backend().equals(backend);
        }
    }

    RecyclingPool(Terms terms, Account account, Buffers buffers, Selection selection, Roster roster) {
        this.terms = terms;
        this.account = account;
        this.buffers = buffers;
        this.selection = selection;
        this.roster = roster;
        this.permits = new Semaphore(terms.capacity(), true);
    }

    /** Who is charged. */
    public Account account() {
        return account;
    }

    @Override
    public Optional<DmaBuf> tryAcquire() {
        checkOpen();
        return permits.tryAcquire() ? Optional.of(lend()) : Optional.empty();
    }

    @Override
    public DmaBuf acquire(Duration longest) {
        checkOpen();
        try {
            if (permits.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                return lend();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a wait for a buffer ends undisturbed: pool=" + terms.request(), e);
        }
        throw new EntrepotException(
                Reason.BUSY,
                "a buffer comes back in time: waited=" + longest.toMillis() + " ms lent=" + lent.size() + " of "
                        + terms.capacity() + "; close buffers sooner, or open a larger pool");
    }

    private void checkOpen() {
        if (!open.get()) {
            throw new IllegalStateException("a closed pool lends nothing: pool=" + terms.request() + "; open another");
        }
    }

    /** Lends a buffer; the caller holds a permit, which goes back if there is none after all. */
    private DmaBuf lend() {
        try {
            checkOpen();
            Entry entry = current(idle.pollFirst());
            entry.buffer.retain();
            lent.put(entry.buffer.id(), entry);
            return buffers.handle(entry.buffer, entry.buffer::release);
        } catch (RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private Entry current(@Nullable Entry recycled) {
        if (recycled == null) {
            return fresh();
        }
        try {
            Entry kept = isRightlyPlaced(recycled) ? recycled : replaced(recycled);
            if (kept == recycled && terms.zeroing() == Zeroing.EACH_TIME) {
                zero(kept.buffer);
            }
            return kept;
        } catch (RuntimeException e) {
            idle.addFirst(recycled);
            throw e;
        }
    }

    private Entry fresh() {
        return new Entry(buffers.make(terms.request(), account, this));
    }

    /** Whether the choice of exporters still falls on the buffer's backend, or on none at all. */
    private boolean isRightlyPlaced(Entry entry) {
        long now = roster.generation();
        if (entry.generation == now) {
            return true;
        }
        Plan plan;
        try {
            plan = selection.plan(terms.request());
        } catch (EntrepotException e) {
            return true;
        }
        boolean right =
                plan.candidates().isEmpty() || entry.isIn(plan.candidates().get(0));
        if (right) {
            entry.generation = plan.generation();
        }
        return right;
    }

    /** A buffer of the new choice; the old one if there is no room for it there. */
    private Entry replaced(Entry old) {
        long now = roster.generation();
        Entry made;
        try {
            made = fresh();
        } catch (EntrepotException e) {
            // Not tried again for each frame: only when heaps come or go.
            old.generation = now;
            return old;
        }
        old.buffer.release();
        return made;
    }

    private static void zero(Buffer buffer) {
        if (buffer.placement() == null) {
            return;
        }
        buffer.retain();
        try (CpuAccess access = new CpuBracket(buffer, CpuUse.WRITE)) {
            ByteBuffer view = access.view();
            while (view.hasRemaining()) {
                view.put(ZEROS, 0, Math.min(ZEROS.length, view.remaining()));
            }
        }
    }

    /** Takes a buffer back of which only the pool's reference is left. A buffer that was not lent stays where it is. */
    void back(Buffer buffer) {
        Entry entry = lent.remove(buffer.id());
        if (entry != null) {
            idle.addFirst(entry);
            permits.release();
            if (!open.get()) {
                releaseIdle();
            }
        }
    }

    @Override
    public int capacity() {
        return terms.capacity();
    }

    @Override
    public int lent() {
        return lent.size();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            permits.release(WAKE_ALL);
            releaseIdle();
        }
    }

    /** Whether it is closed and has all its buffers back. */
    public boolean isEmptied() {
        return !open.get() && lent.isEmpty();
    }

    private void releaseIdle() {
        for (Entry entry = idle.pollFirst(); entry != null; entry = idle.pollFirst()) {
            entry.buffer.release();
        }
    }
}
