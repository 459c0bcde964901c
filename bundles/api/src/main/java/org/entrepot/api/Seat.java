package org.entrepot.api;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A participant's place in a {@link BufferCollection}, after the tokens of Fuchsia's sysmem: it may be handed on as an object. The
 * participant states its needs once, waits for the buffers, uses them, and leaves by {@link #close()}.
 */
@ProviderType
public interface Seat extends AutoCloseable {
    /** The participant's name. */
    String participant();

    /** The number of the collection. */
    long collection();

    /**
     * States what the participant needs. When the buffers are there already each is held against it as and where it is (nothing moves
     * for the participant, unless one of its devices attaches), and the counts of all who are seated must be covered. While buffers are
     * being taken this waits for that to end. A statement that is refused was not made: the participant may state again.
     *
     * @param statement what it needs
     * @throws EntrepotException with {@link Reason#REFUSED} if another participant sees a device's image in another orientation, with
     *     {@link Reason#LIMIT} if there would be more than {@link BufferCollection#MOST_BUFFERS} buffers, with {@link Reason#BUSY} if
     *     the buffers are there and do not serve the participant (an {@link AllocationRefusedException} where memory or layout are the
     *     cause), with {@link Reason#UNKNOWN} if they are there and a device is not registered, with {@link Reason#GONE} if the
     *     collection is closed, with {@link Reason#INTERRUPTED} if the thread was interrupted while waiting (it stays so)
     * @throws IllegalStateException if the participant has stated before, or the seat is closed
     * @throws IllegalArgumentException if a device is to see plain bytes turned
     */
    void state(Statement statement);

    /**
     * The buffers, of which the seat holds a reference of its own each: the same list at each call, in the same order for all
     * participants. They are closed with the seat; closing one before is allowed.
     *
     * @param longest how long to wait for them, not negative
     * @return as many as the counts of all participants added up to
     * @throws EntrepotException with {@link Reason#BUSY} if they were not there in time (the message names who has not stated),
     *     with the reason of the failure if the last attempt to allocate failed and nothing was changed since, with
     *     {@link Reason#GONE} if the collection was closed before there were any, with {@link Reason#INTERRUPTED} if the thread
     *     was interrupted (it stays so)
     * @throws IllegalStateException if the seat is closed, also while waiting
     */
    List<DmaBuf> buffers(Duration longest);

    /**
     * Hands the seat to a newcomer, who states anew; nothing is allocated in between. This seat is closed, and its references
     * with it. When the buffers are there already the newcomer is held against them as anybody who comes late.
     *
     * @param newcomer a name that nobody else has who is seated there, 1 to 31 printable characters
     * @return the newcomer's seat, which belongs to the same bundle
     * @throws EntrepotException with {@link Reason#BUSY} if the name is taken, with {@link Reason#GONE} if the collection is closed
     * @throws IllegalStateException if the seat is closed
     */
    Seat replace(String newcomer);

    /** Whether the seat is open; false also when the collection was closed before there were buffers. */
    boolean isOpen();

    /**
     * Leaves the collection. Nobody waits for the participant any more; its references are closed and its counts are free for others.
     * The others keep their buffers. Idempotent.
     */
    @Override
    void close();
}
