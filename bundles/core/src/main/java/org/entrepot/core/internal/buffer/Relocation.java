package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
     * @param heap name of the only exporter that will do; none for the best that has room
     * @param why it moves, for people
     */
    static Relocation attempt(Buffer buffer, Optional<String> heap, String why) {
        if (!buffer.isReady()) {
            return new Relocation(Outcome.HELD, buffer.size(), "work on it is not done, see dma:fences");
        }
        List<Device> asked;
        ReentrantLock reservation = buffer.links().reservation();
        reservation.lock();
        try {
            asked = buffer.links().revoke();
            if (asked.isEmpty()) {
                return locked(buffer, heap, why);
            }
        } finally {
            reservation.unlock();
        }
        asked.forEach(device -> ask(device, buffer));
        return new Relocation(Outcome.HELD, buffer.size(), "asked to let go: " + asked);
    }

    private static void ask(Device device, Buffer buffer) {
        try {
            device.revoke(buffer.id());
        } catch (EntrepotException e) {
            buffer.failed(e);
        }
    }

    private static Relocation locked(Buffer buffer, Optional<String> heap, String why) {
        Placement from = buffer.placement();
        if (buffer.isEnded()
                || from == null
                || heap.filter(name -> from.isIn(name)).isPresent()) {
            return new Relocation(Outcome.NOTHING, buffer.size(), "");
        }
        try {
            new Move(buffer.links().company(), from, heap, why).run();
            return new Relocation(Outcome.MOVED, buffer.size(), "");
        } catch (EntrepotException e) {
            Outcome outcome =
                    e.reason() == Reason.BUSY || e.reason() == Reason.INTERRUPTED ? Outcome.HELD : Outcome.REFUSED;
            return new Relocation(outcome, buffer.size(), String.valueOf(e.getMessage()));
        }
    }
}
