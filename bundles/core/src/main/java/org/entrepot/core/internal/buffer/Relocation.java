package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
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
        ReentrantLock reservation = buffer.links().reservation();
        if (!reservation.tryLock()) {
            return held(buffer, "it is being mapped, unmapped or moved");
        }
        List<Device> asked = new ArrayList<>();
        Relocation result;
        try {
            result = attemptLocked(buffer, which, heap, why, former, asked);
        } catch (EntrepotException e) {
            result = new Relocation(outcome(e), buffer.size(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // One buffer's misfortune is told, and ends the migration of no other.
            buffer.failed(Contained.failure(e));
            result = new Relocation(Outcome.FAILED, buffer.size(), "the engine failed, see the log: " + e);
        } finally {
            reservation.unlock();
        }
        asked.forEach(device -> ask(device, buffer));
        return result;
    }

    private static Relocation held(Buffer buffer, String why) {
        return new Relocation(Outcome.HELD, buffer.size(), why);
    }

    /**
     * The same for who holds the reservation.
     *
     * @param asked takes the devices that are to be asked to let go, after the reservation was given back
     */
    private static Relocation attemptLocked(
            Buffer buffer,
            Predicate<Buffer> which,
            Optional<String> heap,
            String why,
            FormerPlaces former,
            List<Device> asked) {
        Placement from = buffer.placement();
        if (from == null || buffer.isEnded() || !which.test(buffer)) {
            return new Relocation(Outcome.NOTHING, buffer.size(), "");
        }
        // Before work is waited for: some devices always have some. Nobody lets go of a buffer that stays all the same.
        if (isWorthAsking(buffer, from, heap)) {
            asked.addAll(buffer.links().revoke());
        }
        return asked.isEmpty() ? moved(buffer, from, heap, why, former) : held(buffer, "asked to let go: " + asked);
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
            return held(buffer, "work on it is not done, see dma:fences");
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
