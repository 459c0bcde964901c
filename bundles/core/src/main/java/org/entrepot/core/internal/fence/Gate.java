package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fences;

/** Who may add to a reservation. Not bound to a thread, so that it can be taken away from a bundle that stops. */
final class Gate {
    private final Semaphore free = new Semaphore(1, true);

    /** Passes on, waiting for whoever is inside for so long at most. */
    void enter(Duration longest, String whose) {
        try {
            if (free.tryAcquire(Waits.nanos(longest), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a wait for a reservation ends undisturbed: " + whose + "; lock it again", e);
        }
        throw new EntrepotException(
                Reason.BUSY,
                "a reservation is locked shortly: " + whose + " waited=" + longest.toMillis()
                        + " ms; close the lock that holds it");
    }

    /** Passes on; nobody may stay inside for longer than a fence may be pending. */
    void enter(String whose) {
        if (!free.tryAcquire()) {
            enter(Fences.LONGEST_BOUND, whose);
        }
    }

    void leave() {
        free.release();
    }
}
