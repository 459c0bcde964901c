package org.entrepot.api;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Equal buffers that several participants share, such as the frames of one stage of a pipeline: negotiated at once, allocated
 * together or not at all. After {@code BufferCollection} of Fuchsia's sysmem.
 *
 * <p>Participants take a {@link Seat}, state their needs once, and leave or are replaced as they like. {@link #allocate} waits until
 * everybody who is seated has stated, merges all of it into one request, and takes as many buffers as the counts add up to. Each
 * participant then has references of its own through its seat.
 *
 * <p>Who joins when the buffers are there states as well, and is accepted if the buffers serve it as they are.
 *
 * <p>When the bundle that opened the collection stops, the collection ends, with every seat and buffer of it; the log says so. Safe
 * for use by several threads. No method but {@link #allocate}, {@link Seat#state} and {@link Seat#buffers} waits.
 */
@ProviderType
public interface BufferCollection extends AutoCloseable {
    /** The most buffers of a collection. */
    int MOST_BUFFERS = 1024;

    /** The collection's number: unique in this process, never used again. By it another bundle joins: {@link Allocator#join}. */
    long id();

    /** The name given in the request, which all buffers have. */
    String name();

    /**
     * Seats a participant. The order in which participants join means nothing.
     *
     * @param participant a name that nobody has who is seated here, 1 to 31 printable characters
     * @return a seat that belongs to the bundle that opened the collection; whoever is handed it closes it
     * @throws EntrepotException with {@link Reason#BUSY} if the name is taken
     * @throws IllegalStateException if the collection is closed
     */
    Seat join(String participant);

    /**
     * The seat of a participant, so that one that does not answer can be replaced, or shown out by closing its seat.
     *
     * @param participant its name
     * @throws EntrepotException with {@link Reason#UNKNOWN} and the names of those who are seated if there is none of that name
     */
    Seat seat(String participant);

    /** The names of those who are seated and have not stated their needs yet, in order. */
    List<String> silent();

    /**
     * Allocates all buffers: waits until somebody is seated and everybody who is seated has stated, then takes as many buffers as the
     * counts add up to, at least one. If one of them cannot be had none is kept, and nothing is charged. Each buffer is laid out the
     * same way; when the best heap has no room for all of them, some may be of the next best. Of several threads that call this one
     * allocates and the others get its buffers too. Once there are buffers it returns at once.
     *
     * <p>After a failure the collection may be changed, by closing or replacing seats, and allocated again.
     *
     * @param longest how long to wait for participants, not negative
     * @return how many buffers there are
     * @throws AllocationRefusedException with {@link Reason#REFUSED} if no exporter can serve everybody, with
     *     {@link Reason#OUT_OF_MEMORY} if those that could have no room for all buffers
     * @throws EntrepotException with {@link Reason#BUSY} if somebody did not state in time (the message names each, and how long it has
     *     been silent; {@link #silent()} gives the names), with {@link Reason#INTERRUPTED} if the thread was interrupted (it stays
     *     so), with {@link Reason#UNKNOWN} if a device is not registered, with {@link Reason#LIMIT} if the opener's bundle would
     *     exceed a limit
     * @throws IllegalStateException if the collection is closed, also while waiting
     */
    int allocate(Duration longest);

    /**
     * Says how the buffers would be decided on now, by what has been stated so far.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} if a device is not registered
     */
    Explanation explain();

    /** Whether the collection is open. */
    boolean isOpen();

    /**
     * Closes the collection. Before there are buffers this ends the negotiation, and who waits at a seat is told
     * {@link Reason#GONE}. Afterwards nobody joins any more; the participants keep their buffers until they close their seats.
     * Idempotent.
     */
    @Override
    void close();
}
