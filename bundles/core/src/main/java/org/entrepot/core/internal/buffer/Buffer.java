package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Layout;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.selection.PlacementCheck;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.spi.ExportedMemory;
import org.jspecify.annotations.Nullable;

/**
 * A buffer itself, behind the references that applications hold. The last reference to go unmaps what is mapped, gives the
 * memory back and discharges the owner.
 */
public final class Buffer {
    private static final VarHandle CPU_WRITTEN_BYTES = Field.of(MethodHandles.lookup(), "cpuWrittenBytes", long.class);

    /**
     * What a buffer is born with.
     *
     * @param id its number
     * @param plan by which it was made
     * @param backend whose memory it is
     * @param memory of the buffer
     * @param owner who is charged
     * @param site the place in the owner's code that allocated it
     * @param pool to which it goes back, holding the first reference; null for a buffer of its own
     */
    record Birth(
            long id,
            Plan plan,
            Backend backend,
            ExportedMemory memory,
            Account owner,
            String site,
            @Nullable RecyclingPool pool) {
        String name() {
            return plan.request().name();
        }

        Layout layout() {
            return plan.layout();
        }

        /** What a device finds that joins. */
        PlacementCheck.Placed placed() {
            return new PlacementCheck.Placed(plan, memory, backend.lastCapabilities());
        }
    }

    private final Birth birth;
    private final Consumer<Buffer> forget;
    private final Consumer<RuntimeException> failures;
    private final References references = new References();
    private volatile long cpuWrittenBytes;
    /** Most buffers of a burst are never attached: they carry nothing for it. */
    private volatile @Nullable DeviceLinks links;

    /** Its place among the live buffers, kept by them. */
    private int shelved;

    /**
     * Makes a buffer with one reference.
     *
     * @param birth what it is born with
     * @param forget told once, when the buffer has ended
     * @param failures told what foreign code failed with while the buffer ended
     */
    Buffer(Birth birth, Consumer<Buffer> forget, Consumer<RuntimeException> failures) {
        this.birth = birth;
        this.forget = forget;
        this.failures = failures;
        birth.backend().lent(birth.memory().size());
    }

    Birth birth() {
        return birth;
    }

    /** Its number. */
    public long id() {
        return birth.id();
    }

    /** Who is charged. */
    public Account owner() {
        return birth.owner();
    }

    /** The place in the owner's code that allocated it. */
    public String site() {
        return birth.site();
    }

    long size() {
        return birth.memory().size();
    }

    void shelve(int place) {
        shelved = place;
    }

    int shelved() {
        return shelved;
    }

    /** Counts a bracket that was begun for writing. */
    void cpuWrites() {
        CPU_WRITTEN_BYTES.getAndAdd(this, size());
    }

    /** What brackets for writing covered so far. */
    long cpuWrittenBytes() {
        return cpuWrittenBytes;
    }

    /** What binds the buffer to devices. */
    DeviceLinks links() {
        DeviceLinks known = links;
        return known == null ? makeLinks() : known;
    }

    private synchronized DeviceLinks makeLinks() {
        DeviceLinks known = links;
        if (known == null) {
            known = new DeviceLinks(this);
            links = known;
        }
        return known;
    }

    /** Tells what foreign code failed with where nobody can be told by an exception. */
    void failed(RuntimeException failure) {
        failures.accept(failure);
    }

    /** Takes a reference, if the buffer lives. */
    boolean tryRetain() {
        return references.tryTake();
    }

    /** Whether there are references: false from before the buffer ends. */
    boolean isLive() {
        return references.count() > 0;
    }

    /** Takes a reference. */
    void retain() {
        if (!references.tryTake()) {
            throw new IllegalStateException("a released buffer is not used: buffer=" + id()
                    + "; it ended with its last reference or its owner");
        }
    }

    /** Drops a reference: the last ends the buffer, the last but the pool's sends it back to its pool. */
    void release() {
        int left = references.drop();
        if (left == 0) {
            end();
        } else if (left == 1 && birth.pool() != null) {
            birth.pool().back(this);
        }
    }

    /** Drops all references at once, because their owner is gone; true if there were any. */
    public boolean cut() {
        boolean alive = references.cut();
        if (alive) {
            end();
        }
        return alive;
    }

    private void end() {
        DeviceLinks bound = links;
        if (bound != null) {
            bound.close();
        }
        try {
            ForeignCode.tell(birth.backend().memoryWords(), birth.memory()::close);
        } catch (EntrepotException e) {
            failed(e);
        }
        birth.backend().returned(size());
        birth.owner().discharge(size());
        forget.accept(this);
    }

    private boolean isAtHome() {
        Backend backend = birth.backend();
        return !backend.isGone()
                && ForeignCode.ask(
                        backend.memoryWords(),
                        () -> PlacementCheck.isWithin(birth.memory(), backend.lastCapabilities()));
    }

    /** The buffer as an operator sees it. */
    public BufferStatus status() {
        DeviceLinks bound = links;
        return new BufferStatus(
                id(),
                birth.name(),
                size(),
                birth.layout(),
                birth.backend().name(),
                isAtHome() ? Placement.AT_HOME : Placement.STRANDED,
                owner().bundle(),
                references.count(),
                bound == null ? List.of() : bound.statuses(),
                birth.site());
    }
}
