package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Layout;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.fence.BufferReservation;
import org.entrepot.fence.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A buffer itself, behind the references that applications hold. Where its bytes are may change; what it was born with does not.
 * The last reference to go unmaps what is mapped, gives the memory back and discharges the owner.
 */
public sealed class Buffer extends Lodging permits PooledBuffer {
    private static final VarHandle CPU_WRITTEN_BYTES = Field.of(MethodHandles.lookup(), "cpuWrittenBytes", long.class);
    private static final VarHandle MOVES = Field.of(MethodHandles.lookup(), "moves", int.class);
    private static final VarHandle RESERVATION =
            Field.of(MethodHandles.lookup(), "reservation", BufferReservation.class);

    private final Birth birth;
    private final Surroundings surroundings;
    private volatile long cpuWrittenBytes;
    private volatile int moves;
    /** Most buffers of a burst are never attached: they carry nothing for it. */
    private volatile @Nullable DeviceLinks links;

    /** Most buffers never have a fence. */
    private volatile @Nullable BufferReservation reservation;

    /** Its place among the live buffers, kept by them. */
    private int shelved;

    /**
     * Makes a buffer with one reference; for a pool, as a {@link PooledBuffer}, with two, its own and that of the first loan.
     *
     * @param birth what it is born with
     * @param home the berth in a pool to which it goes back; null for a buffer of no pool
     * @param surroundings what it needs of the engine
     * @param placement where it is; null to find that out at its first use
     */
    Buffer(Birth birth, @Nullable Berth home, Surroundings surroundings, @Nullable Placement placement) {
        super(home, placement);
        this.birth = birth;
        this.surroundings = surroundings;
    }

    Birth birth() {
        return birth;
    }

    /** Its number. */
    public long id() {
        return birth.id();
    }

    AllocationRequest request() {
        return birth.plan().request();
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Layout layout() {
        return birth.plan().layout();
    }

    /** Given in its request. */
    public String name() {
        return request().name();
    }

    /** Who is charged. */
    public Account owner() {
        return birth.owner();
    }

    /** The place in the owner's code that allocated it. */
    public String site() {
        return birth.site().toString();
    }

    /** Its size. */
    public long bytes() {
        return size();
    }

    long size() {
        return birth.plan().memory().bytes();
    }

    String exporter() {
        return Placement.exporterOf(placement());
    }

    void shelve(int place) {
        shelved = place;
    }

    int shelved() {
        return shelved;
    }

    @Override
    void awaitPlace(CpuUse use) {
        links().awaitPlace(use);
    }

    /**
     * Counts a move. For who holds the reservation.
     *
     * @param copied whether the CPU copied the contents
     */
    void moved(boolean copied) {
        MOVES.getAndAdd(this, 1);
        if (copied) {
            cpuWrites();
        }
        owner().moved();
    }

    int moves() {
        return moves;
    }

    /** Counts what the CPU may have written: all of it. */
    void cpuWrites() {
        CPU_WRITTEN_BYTES.getAndAdd(this, size());
    }

    /** What brackets for writing, and moves, covered so far. */
    long cpuWrittenBytes() {
        return cpuWrittenBytes;
    }

    /** What binds the buffer to devices, with its reservation. */
    DeviceLinks links() {
        DeviceLinks known = links;
        return known == null ? makeLinks() : known;
    }

    private synchronized DeviceLinks makeLinks() {
        DeviceLinks known = links;
        if (known == null) {
            known = new DeviceLinks(this, surroundings);
            links = known;
        }
        return known;
    }

    /** The fences of the buffer. */
    BufferReservation reservation() {
        if (reservation == null) {
            RESERVATION.compareAndSet(
                    this,
                    null,
                    new BufferReservation(id(), surroundings.fences().combining()));
        }
        return Objects.requireNonNull(reservation);
    }

    /** Waits for who is at work on the buffer. */
    void awaitFences(Usage query, String who) {
        BufferReservation known = reservation;
        if (known != null) {
            known.awaitAll(query, who);
        }
    }

    /** Tells what foreign code failed with where nobody can be told by an exception. */
    void failed(RuntimeException failure) {
        surroundings.failures().accept(failure);
    }

    /** Takes a reference. */
    void retain() {
        if (!tryTake()) {
            throw new IllegalStateException("a released buffer is not used: buffer=" + id()
                    + "; it ended with its last reference or its owner");
        }
    }

    /** Drops a reference. */
    void release() {
        dropped(drop());
    }

    /**
     * Does what is due when a reference was dropped: the last ends the buffer, the last of a loan made it idle, which its pool is told.
     *
     * @param left what {@link Referenced} answered
     */
    void dropped(int left) {
        if (left == 0) {
            end();
        } else if (left == HOME) {
            Objects.requireNonNull(home()).back();
        }
    }

    /** Whether it ended, or is about to. */
    boolean isEnded() {
        return references() == 0;
    }

    /** Whether nobody is at work on it, as far as fences say. */
    boolean isReady() {
        BufferReservation known = reservation;
        return known == null || known.isReady(Usage.BOOKKEEP);
    }

    /** Drops all references at once, because their owner is gone, and ends; true if there were any. */
    public boolean cut() {
        boolean alive = disown();
        if (alive) {
            endOrphaned();
        }
        return alive;
    }

    /** Drops all references at once, because their owner is gone. Who does it ends the buffer then; true if there were any. */
    boolean disown() {
        return dropAll();
    }

    /** Ends under what others have mapped. */
    void endOrphaned() {
        new Ending(this, true).begin();
    }

    private void end() {
        if (links == null && isReady()) {
            finish();
        } else {
            new Ending(this, false).begin();
        }
    }

    /** What binds it to devices; nothing if none was ever attached. */
    @Nullable
    DeviceLinks boundLinks() {
        return links;
    }

    /** Gives the memory back: nobody is at work on it, and nothing leads there. */
    void finish() {
        Placement last = placement();
        if (last == null) {
            forget();
        } else {
            contained(() -> last.releaseLast(this));
        }
    }

    /** It has no memory any more: its owner is no longer charged. */
    void forget() {
        birth.owner().discharge(size());
        surroundings.forget().accept(this);
    }

    /** Lets memory be given back where nobody can be told that it failed. */
    void giveBack(Placement old) {
        contained(old::release);
    }

    private void contained(Runnable step) {
        try {
            step.run();
        } catch (EntrepotException e) {
            failed(e);
        }
    }

    /** The devices that are attached now. */
    List<AttachmentStatus> attachments() {
        DeviceLinks bound = links;
        return bound == null ? List.of() : bound.statuses();
    }

    /** The buffer as an operator sees it. */
    public BufferStatus status() {
        return Observed.of(this, placement(), surroundings.roster(), references());
    }
}
