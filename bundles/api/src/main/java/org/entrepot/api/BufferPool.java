package org.entrepot.api;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lends equal buffers. A lent buffer goes back by its {@link DmaBuf#close()}; its attachments are kept for the next use, its
 * mappings are not.
 */
@ProviderType
public interface BufferPool extends AutoCloseable {
    /**
     * Lends a buffer if one is idle or may still be allocated.
     *
     * @return a buffer with one reference, or nothing when as many as the capacity are lent, or wanted by others who wait
     * @throws EntrepotException as {@link Allocator#allocate} if a buffer has to be allocated and cannot be
     * @throws IllegalStateException if the pool is closed
     */
    Optional<DmaBuf> tryAcquire();

    /**
     * Lends a buffer, waiting for one to come back if as many as the capacity are lent. Who waits is served in the order of coming, and
     * before anybody who comes later.
     *
     * @param longest how long to wait, not negative
     * @throws EntrepotException with {@link Reason#BUSY} if none came back in time, with {@link Reason#INTERRUPTED} if the
     *     thread was interrupted (it stays so), or as {@link Allocator#allocate}
     * @throws IllegalStateException if the pool is closed, also while waiting
     */
    DmaBuf acquire(Duration longest);

    /** How many buffers exist at most at a time; one more for the moment in which one is exchanged for one in better memory. */
    int capacity();

    /** How many are lent now; an estimate while others acquire and close. */
    int lent();

    /** Closes the pool: idle buffers are released at once, lent ones when they are closed. Idempotent. */
    @Override
    void close();
}
