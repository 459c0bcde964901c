package org.entrepot.fence;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Several reservations that nobody else adds to meanwhile, so that one piece of work is seen on all of its buffers or on none
 * ({@code struct ww_acquire_ctx}). Held shortly; whoever looks at fences or waits for them is not held up. Not bound to a thread.
 */
@ProviderType
public interface ReservationLock extends AutoCloseable {
    /** What is locked. */
    Set<Reservation> reservations();

    /**
     * Adds a fence, as {@link Reservation#add} does.
     *
     * @param reservation one that is locked by this
     * @param fence of the work
     * @param usage what the work does
     * @throws IllegalArgumentException if the reservation is not locked by this
     * @throws IllegalStateException if this was closed, or taken away because its owner's bundle stopped
     */
    void add(Reservation reservation, Fence fence, Usage usage);

    /** Lets others add again, in the reverse order. Idempotent. */
    @Override
    void close();
}
