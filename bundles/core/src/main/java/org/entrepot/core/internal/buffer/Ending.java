package org.entrepot.core.internal.buffer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.fence.Usage;

/**
 * The end of a buffer that has no reference any more: what is mapped is unmapped, and the memory given back, once nobody is at work on it
 * any more, for it would be somebody else's. Whoever lets go of the last reference begins it, and waits for little: not for work, and not
 * for a reservation that a call into another bundle holds. What cannot be done now the engine owes, and does on its own threads.
 */
final class Ending {
    /** As long as a reservation is held for by whoever does not call a service that is slow, or copies much. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Buffer buffer;
    private boolean orphaned;

    /**
     * An end that has not begun.
     *
     * @param orphaned whether the owner is gone, so that others may have it mapped still
     */
    Ending(Buffer buffer, boolean orphaned) {
        this.buffer = buffer;
        this.orphaned = orphaned;
    }

    /**
     * Refuses when the buffer has no references, from before the buffer ends: what is mapped or placed then would never be undone, for
     * the end waits for the reservation.
     *
     * @param buffer that is used
     * @param what is refused, for the message
     */
    static void checkNotBegun(Buffer buffer, String what) {
        if (buffer.isEnded()) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a buffer is used while it lives: buffer=" + buffer.id() + " " + what
                            + "; its owner's bundle stopped, allocate another");
        }
    }

    /** Ends the buffer as far as can be now. */
    void begin() {
        DeviceLinks bound = buffer.boundLinks();
        FenceKeeper fences = buffer.surroundings().fences();
        if (bound == null) {
            finishOr(buffer.isReady(), fences);
        } else if (tryLock(bound.reservation())) {
            boolean unmapped;
            try {
                unmapped = unmapped(bound);
            } finally {
                bound.reservation().unlock();
            }
            finishOr(unmapped, fences);
        } else {
            fences.aftermath().again(this::begin);
        }
    }

    private void finishOr(boolean over, FenceKeeper fences) {
        if (over) {
            buffer.finish();
        } else {
            // Who is at work may have announced more meanwhile: then it waits again.
            fences.after(buffer.reservation().snapshot(Usage.BOOKKEEP), this::begin);
        }
    }

    private boolean unmapped(DeviceLinks bound) {
        if (orphaned) {
            bound.orphan();
            orphaned = false;
        }
        return buffer.isReady() && bound.close();
    }

    /** A buffer that has ended is not left as it is because of an interrupt, which stays set. */
    private static boolean tryLock(ReentrantLock reservation) {
        if (reservation.tryLock()) {
            return true;
        }
        boolean interrupted = Thread.interrupted();
        try {
            return reservation.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
