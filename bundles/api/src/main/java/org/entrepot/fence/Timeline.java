package org.entrepot.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.entrepot.api.EntrepotException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where somebody's work is done one piece after the other: a queue of a device, a thread. Its owner issues a fence for each piece
 * and signals it when the piece is done. Safe for use by several threads.
 */
@ProviderType
public interface Timeline extends AutoCloseable {
    /** Its name, for people. */
    String name();

    /** Its number, the context of its fences. */
    long context();

    /** How long a fence of it is pending at most. */
    Duration bound();

    /**
     * Issues the next fence. If it is not signalled within the bound it is signalled by the platform, with a failure of
     * {@link org.entrepot.api.Reason#TIMED_OUT}: what a program may forget to do poses as no fence of a device.
     *
     * @throws IllegalStateException if the timeline is closed
     */
    Fence issue();

    /** The sequence number of the last fence that was issued; 0 if none was. */
    long issued();

    /** The sequence number up to which fences are signalled. */
    long signalled();

    /**
     * Signals all fences up to a sequence number, the oldest first. What is signalled already stays as it is.
     *
     * @param sequence not beyond {@link #issued()}
     * @throws IllegalArgumentException if no fence of that number was issued
     */
    void signal(long sequence);

    /**
     * Signals one fence, with a failure; those before it are signalled without.
     *
     * @param sequence not beyond {@link #issued()}
     * @param failure what went wrong
     * @throws IllegalArgumentException if no fence of that number was issued
     */
    void fail(long sequence, EntrepotException failure);

    /** The earliest moment until which somebody would like a pending fence to be signalled. */
    Optional<Instant> deadline();

    /** Ends the timeline: what is pending is signalled with a failure of {@link org.entrepot.api.Reason#GONE}. Idempotent. */
    @Override
    void close();
}
