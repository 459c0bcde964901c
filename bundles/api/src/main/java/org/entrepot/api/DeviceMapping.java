package org.entrepot.api;

import java.util.List;
import org.entrepot.fence.Reservation;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A buffer as one device sees it: segments of that device's own addresses, valid until closed. This is all that a device is
 * ever told about memory. Holds a reference to the buffer.
 */
@ProviderType
public interface DeviceMapping extends AutoCloseable {
    /** The name of the device whose addresses these are. */
    String device();

    /** The buffer's number. */
    long buffer();

    /** What the device may do; any other access is a DMA fault. */
    Direction direction();

    /**
     * The addresses, in the order of the buffer's bytes; together exactly {@link #size()} bytes. An immutable list.
     *
     * @throws IllegalStateException if the mapping is closed
     * @throws EntrepotException with {@link Reason#GONE} if it was revoked
     */
    List<Segment> segments();

    /** Bytes mapped: the buffer's size. */
    long size();

    /** What the addresses are worth now. May change at any moment while the mapping is open. */
    MappingState state();

    /**
     * Maps again where the buffer is now, in the same direction, for the holder of this mapping: what a driver does that finds it
     * {@link MappingState#STALE} or {@link MappingState#REVOKED}. The former addresses are given up; of one that is
     * {@link MappingState#CURRENT} nothing changes. For a thread that has locked no reservation: a move that is under way is waited for.
     *
     * @throws IllegalStateException if the mapping is closed
     * @throws EntrepotException as {@link Attachment#map}, with {@link Reason#GONE} if the buffer has ended with its owner's bundle; then
     *     the mapping is as it was
     */
    void remap();

    /**
     * The fences of the buffer: where a driver announces what the device does with these addresses, and finds whom it has to wait for
     * ({@code attach->dmabuf->resv}).
     *
     * @throws IllegalStateException if the mapping is closed
     */
    Reservation reservation();

    /** Whether the mapping is open. */
    boolean isOpen();

    /** Unmaps: the addresses are no longer the device's. Closing twice counts once. */
    @Override
    void close();
}
