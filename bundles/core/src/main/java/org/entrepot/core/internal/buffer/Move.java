package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.notice.Notice.BufferMoved;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.fence.Usage;
import org.entrepot.spi.ExportedMemory;

/**
 * A buffer moves to memory that serves a company: new memory is taken, the contents are copied, the members get to the new place,
 * the old one is given back, the members are told. Under the buffer's reservation, with the CPU barred, and only while nothing is
 * mapped, so that nobody sees it half done. What fails before the contents are in the new place leaves everything as it was.
 */
final class Move {
    private final Company company;
    private final Buffer buffer;
    private final Placement from;
    private final String why;

    /**
     * A move that has not begun.
     *
     * @param company who must be served by the new memory
     * @param from where the buffer is
     * @param why it moves, for people
     */
    Move(Company company, Placement from, String why) {
        this.company = company;
        this.buffer = company.buffer();
        this.from = from;
        this.why = why;
    }

    /**
     * Moves.
     *
     * @throws org.entrepot.api.AllocationRefusedException if no memory is to be had that serves the company
     * @throws EntrepotException with {@link Reason#BUSY} if the buffer is in use, or cannot be copied
     */
    void run() {
        buffer.awaitFences(Usage.BOOKKEEP, "a move");
        long began = System.nanoTime();
        List<String> mapped = buffer.links().mappedBy();
        if (!mapped.isEmpty() || !buffer.barCpu()) {
            throw inUse(mapped);
        }
        try {
            settle(Settlement.find(company, CpuUse.READ_WRITE));
        } finally {
            buffer.admitCpu();
        }
        buffer.giveBack(from);
        tell(System.nanoTime() - began);
    }

    private void settle(Settlement found) {
        try {
            copy(from, found.placement());
        } catch (RuntimeException e) {
            buffer.giveBack(found.placement());
            throw e;
        }
        buffer.place(found);
        buffer.moved();
    }

    private EntrepotException inUse(List<String> mapped) {
        List<String> holders = new ArrayList<>();
        mapped.forEach(device -> holders.add("device " + device + " has it mapped"));
        if (holders.isEmpty()) {
            holders.add("the CPU has it open");
        }
        return new EntrepotException(
                Reason.BUSY,
                "a buffer that moves is used by nobody: buffer=" + buffer.id() + " in "
                        + from.backend().name() + ", "
                        + String.join(", ", holders) + "; it would move because " + why
                        + "; unmap it and end CPU access, then attach again");
    }

    private void copy(Placement source, Placement target) {
        ByteBuffer old = viewOf(source).duplicate().clear();
        ByteBuffer fresh = ForeignCode.ask(target.callee(), target.memory()::view)
                .duplicate()
                .clear();
        inBracket(
                source,
                CpuUse.READ,
                () -> inBracket(target, CpuUse.WRITE, () -> company.surroundings()
                        .copies()
                        .copy(old, fresh, Math.toIntExact(buffer.size()))));
    }

    private static void inBracket(Placement placement, CpuUse use, Runnable step) {
        ExportedMemory memory = placement.memory();
        ForeignCode.tell(placement.callee(), () -> memory.beginCpuAccess(use));
        try {
            step.run();
        } finally {
            ForeignCode.tell(placement.callee(), () -> memory.endCpuAccess(use));
        }
    }

    private ByteBuffer viewOf(Placement source) {
        try {
            return ForeignCode.ask(source.callee(), source.memory()::view);
        } catch (EntrepotException e) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "memory that moves has a CPU view to be copied by: buffer=" + buffer.id() + " in "
                            + source.backend().name() + " would move because " + why
                            + "; name the device in the allocation request",
                    e);
        }
    }

    private void tell(long nanos) {
        company.members().stream().filter(DeviceLink::isAttached).forEach(this::notify);
        company.surroundings()
                .moves()
                .happened(new BufferMoved(
                        buffer.id(),
                        buffer.request().name(),
                        buffer.size(),
                        from.backend().name(),
                        buffer.exporter(),
                        why,
                        nanos));
    }

    /** A failure of a device that is told is for the log: the buffer has moved. */
    private void notify(DeviceLink member) {
        try {
            member.device().moved(buffer.id());
        } catch (EntrepotException e) {
            buffer.failed(e);
        }
    }
}
