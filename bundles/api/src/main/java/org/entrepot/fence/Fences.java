package org.entrepot.fence;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes timelines, and fences out of fences. A bundle-scoped service: when the bundle that took it stops, its timelines are
 * closed, so that nobody waits for a program that has left.
 */
@ProviderType
public interface Fences {
    /** The longest bound of a timeline. */
    Duration LONGEST_BOUND = Duration.ofSeconds(10);

    /**
     * Opens a timeline.
     *
     * @param name for people, 1 to 31 printable characters
     * @param bound how long a fence is pending at most, positive, up to {@link #LONGEST_BOUND}
     * @return a timeline that belongs to the calling bundle, which closes it
     */
    Timeline timeline(String name, Duration bound);

    /** A fence that is signalled already ({@code dma_fence_get_stub}). */
    Fence signalled();

    /**
     * One fence for several: signalled when all are, with the failure of the first in order that has one
     * ({@code dma_fence_unwrap_merge}). Arrays and chains are taken apart, what is signalled without a failure is left out, and of
     * several fences of one timeline the latest stands for all.
     *
     * @return a signalled fence for none, the fence itself for one
     */
    Fence merge(Collection<Fence> fences);

    /**
     * Adds a point to a chain ({@code dma_fence_chain_init}): the result is signalled when the fence and all that the chain had
     * before are.
     *
     * @param previous the chain so far, or a fence that begins one
     * @param fence that is added
     * @param point its number in the chain, unsigned; one that is not beyond the last counts as the last
     */
    Fence chain(Fence previous, Fence fence, long point);

    /**
     * The part of a chain that covers a point ({@code dma_fence_chain_find_seqno}): the fence by which everything up to the point
     * is over.
     *
     * @param chain as {@link #chain} made it
     * @param point in question, unsigned
     * @return a signalled fence if the point is over; nothing if the chain has not come to it yet
     */
    Optional<Fence> find(Fence chain, long point);

    /**
     * Locks several reservations, whatever their order here in one order, so that no two callers wait for each other.
     *
     * @param reservations of buffers, as {@link org.entrepot.api.DmaBuf#reservation()} gives them
     * @param longest how long to wait for all of them together, not negative
     * @return a lock that the caller closes; it is closed with the calling bundle
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if one of them stayed locked, with
     *     {@link org.entrepot.api.Reason#INTERRUPTED} if the thread was interrupted; then none is locked
     */
    ReservationLock lock(Collection<Reservation> reservations, Duration longest);
}
