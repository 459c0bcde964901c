package org.entrepot.core.internal.buffer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Layout;
import org.entrepot.api.Orientation;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.spi.ExportedMemory;
import org.jspecify.annotations.Nullable;

/**
 * A buffer itself, behind the references that applications hold. The last reference to go unmaps what is mapped, gives the
 * memory back and discharges the owner.
 */
public final class Buffer {
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
    }

    /**
     * Which of a device's views of the buffer is meant.
     *
     * @param device its name
     * @param orientation in which it sees the image
     */
    private record View(String device, Orientation orientation) {}

    private final Birth birth;
    private final Consumer<Buffer> forget;
    private final Consumer<RuntimeException> failures;
    private final References references = new References();
    private final ReentrantLock reservation = new ReentrantLock();
    private final Map<View, DeviceLink> links = new ConcurrentHashMap<>();
    private final LongAdder cpuWrittenBytes = new LongAdder();
    private final Queue<DeviceLink> retired = new ConcurrentLinkedQueue<>();

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

    /** Counts a bracket that was begun for writing. */
    void cpuWrites() {
        cpuWrittenBytes.add(size());
    }

    /** What brackets for writing covered so far. */
    long cpuWrittenBytes() {
        return cpuWrittenBytes.sum();
    }

    /** The lock under which a buffer is mapped and unmapped. */
    ReentrantLock reservation() {
        return reservation;
    }

    /** Tells what foreign code failed with where nobody can be told by an exception. */
    void failed(RuntimeException failure) {
        failures.accept(failure);
    }

    /** Takes a reference, if the buffer lives. */
    boolean tryRetain() {
        return references.tryTake();
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
        links.values().forEach(DeviceLink::close);
        retired.forEach(DeviceLink::close);
        try {
            ForeignCode.tell("memory of " + birth.backend(), birth.memory()::close);
        } catch (EntrepotException e) {
            failed(e);
        }
        birth.backend().returned(size());
        birth.owner().discharge(size());
        forget.accept(this);
    }

    /**
     * What binds the buffer to a device in an orientation: made when the device is attached first, and again when another device of the same
     * name, or another mapper, has taken its place. Two threads may make one each; the second finds the first's.
     */
    DeviceLink link(Device device, Orientation orientation, Supplier<Participant> participant) {
        View view = new View(device.name(), orientation);
        DeviceLink known = links.get(view);
        if (known != null && known.isUsableFor(device)) {
            return known;
        }
        DeviceLink made = DeviceLink.negotiate(this, participant.get());
        return links.compute(view, (name, now) -> now == known ? replace(now, made) : current(now, made));
    }

    private DeviceLink replace(@Nullable DeviceLink old, DeviceLink made) {
        if (old != null) {
            retired.add(old);
        }
        return made;
    }

    private static DeviceLink current(@Nullable DeviceLink now, DeviceLink made) {
        return now == null ? made : now;
    }

    /** The buffer as an operator sees it. */
    public BufferStatus status() {
        List<AttachmentStatus> attached = links.values().stream()
                .filter(DeviceLink::isAttached)
                .map(DeviceLink::status)
                .sorted(Comparator.comparing(AttachmentStatus::device).thenComparing(AttachmentStatus::orientation))
                .toList();
        return new BufferStatus(
                id(),
                birth.name(),
                size(),
                birth.layout(),
                birth.backend().name(),
                birth.backend().isGone() ? Placement.STRANDED : Placement.AT_HOME,
                owner().bundle(),
                references.count(),
                attached,
                birth.site());
    }
}
