package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.entrepot.core.internal.roster.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Room for one buffer of a pool. A pool has as many berths as it may have buffers, so that no more are lent or idle. A berth is vacant
 * until somebody claims it to make a buffer for it; after that its buffer is lent, or idle.
 */
final class Berth {
    private static final VarHandle TAKEN = Field.of(MethodHandles.lookup(), "taken", boolean.class);

    private final RecyclingPool pool;
    private final int number;
    /** Whether there is a buffer, or one is being made. */
    private volatile boolean taken;

    private volatile @Nullable Buffer buffer;
    /** The generation of the roster for which the buffer is known to be in the right memory. */
    private volatile long generation;

    /**
     * A vacant berth.
     *
     * @param number of it in the pool
     */
    Berth(RecyclingPool pool, int number) {
        this.pool = pool;
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Claims an idle buffer: it is lent. */
    boolean tryLend() {
        Buffer known = buffer;
        return known != null && known.tryLend();
    }

    /** Claims a vacant berth: who does that puts a buffer into it, or vacates it. */
    boolean tryTake() {
        return !taken && TAKEN.compareAndSet(this, false, true);
    }

    /** No buffer could be made. For who claimed the berth while it was vacant. */
    void vacate() {
        taken = false;
    }

    /** The buffer; null if it has to be made. For who claimed the berth. */
    @Nullable
    Buffer buffer() {
        return buffer;
    }

    /** Has a new buffer, which is lent. For who claimed the berth. */
    void put(Buffer made) {
        generation = made.birth().plan().generation();
        buffer = made;
    }

    /** Whether the buffer is known to be in the right memory in a generation of the roster. */
    boolean isOf(long now) {
        return generation == now;
    }

    /** The buffer may stay where it is until the roster changes. */
    void keep(long now) {
        generation = now;
    }

    /** Whether the buffer's memory is of this exporter, or of none yet. */
    boolean isIn(Backend backend) {
        Placement now = Objects.requireNonNull(buffer).placement();
        return now == null || now.backend().equals(backend);
    }

    /** Whether its buffer is lent, or being made for who wants it. */
    boolean isOut() {
        Buffer known = buffer;
        return known == null ? taken : known.isLent();
    }

    /** The buffer is idle again: its last reference but the pool's own is gone. */
    void back() {
        pool.back(this);
    }

    /** Drops the pool's reference to its buffer, if that is idle. */
    void releaseIdle() {
        Buffer known = buffer;
        if (known != null) {
            known.dropped(known.letGo(Referenced.IDLE));
        }
    }
}
