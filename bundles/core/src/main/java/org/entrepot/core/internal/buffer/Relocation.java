package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.roster.Device;

/**
 * What became of an attempt to move a buffer.
 *
 * @param outcome in a word
 * @param bytes of the buffer
 * @param why it did not move, for people; empty if it did
 */
public record Relocation(Outcome outcome, long bytes, String why) {
    /** What became of it. */
    public enum Outcome {
        /** It has moved. */
        MOVED,
        /** There is nothing to move: the buffer ended, has no memory yet, or is elsewhere already. */
        NOTHING,
        /** Somebody uses it: again later. */
        HELD,
        /** Nobody can take it: again when the heaps change. */
        REFUSED
    }

    /**
     * Tries once to move a buffer, without waiting for anybody who uses it.
     *
     * @param which whether it is to move, still
     * @param heap name of the only exporter that will do; none for the best that has room
     * @param why it moves, for people
     */
    static Relocation attempt(Buffer buffer, Predicate<Buffer> which, Optional<String> heap, String why) {
        List<Device> asked;
        ReentrantLock reservation = buffer.links().reservation();
        reservation.lock();
        try {
            Placement from = buffer.placement();
            if (from == null || buffer.isEnded() || !which.test(buffer)) {
                return new Relocation(Outcome.NOTHING, buffer.size(), "");
            }
            // Before work is waited for: some devices always have some. Nobody lets go of a buffer that stays all the
            // same.
            asked = isWorthAsking(buffer, from, heap) ? buffer.links().revoke() : List.of();
            if (asked.isEmpty()) {
                return moved(buffer, from, heap, why);
            }
        } catch (EntrepotException e) {
            return new Relocation(outcome(e), buffer.size(), String.valueOf(e.getMessage()));
        } finally {
            reservation.unlock();
        }
        asked.forEach(device -> ask(device, buffer));
        return new Relocation(Outcome.HELD, buffer.size(), "asked to let go: " + asked);
    }

    private static boolean isWorthAsking(Buffer buffer, Placement from, Optional<String> heap) {
        DeviceLinks links = buffer.links();
        if (!links.isRevocable() || heap.filter(from::isIn).isPresent()) {
            return false;
        }
        Prospect all = links.company().prospect(CpuUse.READ_WRITE);
        return !heap.map(all::only).orElse(all).offers().isEmpty();
    }

    private static void ask(Device device, Buffer buffer) {
        try {
            device.revoke(buffer.id());
        } catch (EntrepotException e) {
            buffer.failed(e);
        }
    }

    private static Relocation moved(Buffer buffer, Placement from, Optional<String> heap, String why) {
        if (!buffer.isReady()) {
            return new Relocation(Outcome.HELD, buffer.size(), "work on it is not done, see dma:fences");
        }
        new Move(buffer.links().company(), from, heap, why).run();
        return new Relocation(Outcome.MOVED, buffer.size(), "");
    }

    private static Outcome outcome(EntrepotException failure) {
        boolean blind = failure.getCause() instanceof EntrepotException cause && cause.reason() == Reason.UNSUPPORTED;
        boolean later = failure.reason() == Reason.BUSY || failure.reason() == Reason.INTERRUPTED;
        return later && !blind ? Outcome.HELD : Outcome.REFUSED;
    }
}
