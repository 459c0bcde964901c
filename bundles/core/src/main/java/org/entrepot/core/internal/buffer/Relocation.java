package org.entrepot.core.internal.buffer;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.roster.Contained;
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
        /** Who could take it has no room: again when memory came back. */
        FULL,
        /** Nobody can take it: again when the heaps change. */
        REFUSED,
        /** The engine broke: again when the heaps change. */
        FAILED
    }

    /**
     * Tries once to move a buffer, without waiting for anybody who uses it.
     *
     * @param which whether it is to move, still
     * @param heap name of the only exporter that will do; none for the best that has room
     * @param why it moves, for people
     * @param former takes its old memory
     */
    static Relocation attempt(
            Buffer buffer, Predicate<Buffer> which, Optional<String> heap, String why, FormerPlaces former) {
        List<Device> asked;
        ReentrantLock reservation = buffer.links().reservation();
        if (!reservation.tryLock()) {
            return new Relocation(Outcome.HELD, buffer.size(), "it is being mapped, unmapped or moved");
        }
        try {
            Placement from = buffer.placement();
            if (from == null || buffer.isEnded() || !which.test(buffer)) {
                return new Relocation(Outcome.NOTHING, buffer.size(), "");
            }
            // Before work is waited for: some devices always have some. Nobody lets go of a buffer that stays all the
            // same.
            asked = isWorthAsking(buffer, from, heap) ? buffer.links().revoke() : List.of();
            if (asked.isEmpty()) {
                return moved(buffer, from, heap, why, former);
            }
        } catch (EntrepotException e) {
            return new Relocation(outcome(e), buffer.size(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // One buffer's misfortune is told, and ends the migration of no other.
            buffer.failed(Contained.failure(e));
            return new Relocation(Outcome.FAILED, buffer.size(), "the engine failed, see the log: " + e);
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

    private static Relocation moved(
            Buffer buffer, Placement from, Optional<String> heap, String why, FormerPlaces former) {
        if (!buffer.isReady()) {
            return new Relocation(Outcome.HELD, buffer.size(), "work on it is not done, see dma:fences");
        }
        new Move(buffer.links().company(), from, heap, why, former).run();
        return new Relocation(Outcome.MOVED, buffer.size(), "");
    }

    private static Outcome outcome(EntrepotException failure) {
        return switch (failure.reason()) {
            // Memory without a view to be copied by, or with a wrong one, will have none later.
            case BUSY ->
                isCausedBy(failure, EnumSet.of(Reason.UNSUPPORTED, Reason.IO)) ? Outcome.REFUSED : Outcome.HELD;
            case INTERRUPTED -> Outcome.HELD;
            case OUT_OF_MEMORY ->
                isCausedBy(failure, EnumSet.of(Reason.OUT_OF_MEMORY, Reason.BUSY)) ? Outcome.FULL : Outcome.REFUSED;
            default -> Outcome.REFUSED;
        };
    }

    private static boolean isCausedBy(EntrepotException failure, Set<Reason> reasons) {
        return failure.getCause() instanceof EntrepotException cause && reasons.contains(cause.reason());
    }
}
