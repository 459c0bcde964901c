package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.notice.Notice.BufferMoved;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;

/**
 * A buffer moves to memory that serves a company: new memory is taken, the contents are copied, the members get to the new place, the old
 * one is left to be given back, the members are told. Under the buffer's reservation, with the CPU barred, and only while nobody keeps it
 * where it is, so that nobody sees it half done. Nobody announces work from the last look at the fences until it is in the new place, but
 * while memory is looked for, and when the members are told, so that they may. What fails before the contents are in the new place leaves
 * everything as it was.
 */
final class Move {
    /** How long whoever adds fences is waited for: a caller that holds a reservation may be waiting for this buffer itself. */
    static final Duration GATE_BOUND = Duration.ofMillis(100);

    private final Company company;
    private final Buffer buffer;
    private final Placement from;
    private final Optional<String> heap;
    private final String why;
    private final FormerPlaces former;

    /**
     * A move that has not begun.
     *
     * @param company who must be served by the new memory
     * @param from where the buffer is
     * @param heap name of the only exporter that will do; none for the best that has room
     * @param why it moves, for people
     * @param former takes the old memory, and gives it back when the heaps are short of room
     */
    Move(Company company, Placement from, Optional<String> heap, String why, FormerPlaces former) {
        this.company = company;
        this.buffer = company.buffer();
        this.from = from;
        this.heap = heap;
        this.why = why;
        this.former = former;
    }

    /**
     * Moves, without waiting for anybody.
     *
     * @throws org.entrepot.api.AllocationRefusedException if no memory is to be had that serves the company
     * @throws EntrepotException with {@link Reason#BUSY} if the buffer is in use, cannot be copied, or its reservation stays locked; with
     *     {@link Reason#GONE} if the heap that it moves to left meanwhile; with {@link Reason#INTERRUPTED} if the thread was interrupted;
     *     with what its memory, or that which it moves to, fails with, {@link Reason#TIMED_OUT} or {@link Reason#IO}
     */
    void run() {
        List<String> keepers = buffer.links().keepers();
        if (!keepers.isEmpty()) {
            throw inUse(keepers);
        }
        long began = System.nanoTime();
        // Before memory is taken for nothing.
        whileNobodyAnnounces(this::checkWork);
        if (!buffer.barCpu()) {
            throw inUse(List.of("the CPU has it open"));
        }
        boolean means = !buffer.isIdle();
        try {
            settle(Settlement.find(company, means ? CpuUse.READ_WRITE : CpuUse.NONE, heap, former), means);
        } finally {
            buffer.admitCpu();
        }
        tell(means ? buffer.size() : 0, System.nanoTime() - began);
    }

    /** Who has it mapped and is told of moves may be given work at any moment, which is announced by a fence. */
    private void whileNobodyAnnounces(Runnable step) {
        if (buffer.links().isMapped()) {
            buffer.reservation().closedFor(GATE_BOUND, step);
        } else {
            step.run();
        }
    }

    private void checkWork() {
        if (!buffer.isReady() || !from.isIdle()) {
            throw inUse(List.of("work on it is not done, see dma:fences"));
        }
    }

    private void settle(Settlement found, boolean means) {
        try {
            whileNobodyAnnounces(() -> enter(found, means));
        } finally {
            if (buffer.placement() == from) {
                buffer.giveBack(found.placement());
            }
        }
    }

    private void enter(Settlement found, boolean means) {
        checkWork();
        if (means) {
            copy(from, found.placement());
        }
        checkStays(found.placement().backend());
        buffer.place(found);
        buffer.moved(means);
        leave();
    }

    /** Copying takes its time: whoever empties a heap that left meanwhile has not seen this buffer there. */
    private void checkStays(Backend target) {
        if (!company.surroundings().roster().isServing(target)) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a buffer moves to a heap in service: buffer=" + buffer.id() + " heap=" + target.name()
                            + " left, or was taken out of service, meanwhile; it stays in "
                            + from.backend().name());
        }
    }

    /** Lets the old memory be given back, unless mappings lead there still: then the last of them does. */
    private void leave() {
        from.backend().movedOut();
        Objects.requireNonNull(buffer.placement()).backend().movedIn();
        buffer.links().leaveBehind();
        former.add(buffer, from);
    }

    private EntrepotException inUse(List<String> keepers) {
        return new EntrepotException(
                Reason.BUSY,
                "a buffer that moves is used by nobody: buffer=" + buffer.id() + " in "
                        + from.backend().name() + ", "
                        + String.join(", ", keepers) + "; it would move because " + why
                        + "; unmap it and end CPU access, then attach again");
    }

    private void copy(Placement source, Placement target) {
        ByteBuffer old = viewOf(source).duplicate().clear();
        ByteBuffer fresh = target.view().duplicate().clear();
        Copies copies = company.surroundings().copies();
        int bytes = Math.toIntExact(buffer.size());
        inBracket(
                source,
                CpuUse.READ,
                () -> inBracket(target, CpuUse.WRITE, () -> {
                    copies.prepare(fresh, bytes);
                    copies.copy(old, fresh, bytes);
                }));
    }

    private static void inBracket(Placement placement, CpuUse use, Runnable step) {
        placement.beginAccess(use);
        try {
            step.run();
        } finally {
            placement.endAccess(use);
        }
    }

    private ByteBuffer viewOf(Placement source) {
        try {
            return source.view();
        } catch (EntrepotException e) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "memory that moves has a CPU view to be copied by: buffer=" + buffer.id() + " in "
                            + source.backend().name() + " would move because " + why
                            + "; name the device in the allocation request",
                    e);
        }
    }

    /**
     * Also devices that have no say in where the buffer is, because whoever mapped for them has left: what they have of it is void all
     * the more.
     */
    private void tell(long bytes, long nanos) {
        buffer.links()
                .all()
                .filter(DeviceLink::isAttached)
                .map(DeviceLink::device)
                .distinct()
                .forEach(this::notify);
        company.surroundings()
                .moves()
                .happened(new BufferMoved(
                        buffer.id(),
                        buffer.request().name(),
                        bytes,
                        from.backend().name(),
                        buffer.exporter(),
                        why,
                        nanos));
    }

    /** A failure of a device that is told is for the log: the buffer has moved. */
    private void notify(Device device) {
        try {
            device.moved(buffer.id());
        } catch (EntrepotException e) {
            buffer.failed(e);
        }
    }
}
