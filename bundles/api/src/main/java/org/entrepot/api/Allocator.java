package org.entrepot.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Allocates buffers out of the memory that suits every device of a request. A bundle-scoped service: each buffer is charged
 * to the bundle that took the service, and when that bundle stops, what it left open is reported with its allocation site and
 * released.
 */
@ProviderType
public interface Allocator {
    /**
     * Allocates a buffer from the best exporter that can serve all devices of the request. If the best one turns out to have
     * no room the next is asked, and so on; the caller owns the buffer and closes it. With {@link Backing#AT_FIRST_USE} no
     * exporter is asked yet.
     *
     * @param request what is wanted; its devices are registered importers
     * @return a zeroed buffer with one reference
     * @throws AllocationRefusedException with {@link Reason#REFUSED} if no exporter can serve the request, with
     *     {@link Reason#OUT_OF_MEMORY} if those that could have no room
     * @throws EntrepotException with {@link Reason#UNKNOWN} if a device is not registered, with {@link Reason#LIMIT} if the
     *     calling bundle would exceed a limit
     */
    DmaBuf allocate(AllocationRequest request);

    /**
     * Says how {@link #allocate} would decide now, without allocating.
     *
     * @param request what would be wanted
     * @return a verdict for each exporter, the best first; a request that nobody can serve has no chosen one
     * @throws EntrepotException with {@link Reason#UNKNOWN} if a device is not registered
     */
    Explanation explain(AllocationRequest request);

    /**
     * Opens a pool of equal buffers. Buffers are allocated when first needed and recycled when closed. When the choice of
     * exporters changes, each buffer is replaced by one of the new choice when it is lent next; one that cannot be replaced
     * stays in use.
     *
     * @param request what each buffer is for
     * @param capacity the most buffers that exist at a time, 1 to 1024
     * @param zeroing whether a recycled buffer is zeroed before it is lent again
     * @return a pool that belongs to the calling bundle, which closes it
     */
    BufferPool pool(AllocationRequest request, int capacity, Zeroing zeroing);

    /**
     * Opens a collection: buffers that several participants negotiate and that are allocated together. What the request says of
     * shape, name and tags goes for all of them; what else it says (devices, needs, and of the CPU {@link CpuUse#READ_WRITE} unless
     * told) counts as stated by the opener.
     *
     * @param request what each buffer is for, before anybody has joined
     * @return a collection that belongs to the calling bundle, which closes it, and which is charged for all buffers
     * @throws IllegalArgumentException if the request asks for {@link Backing#AT_FIRST_USE}: all buffers or none is decided at once
     */
    BufferCollection collection(AllocationRequest request);

    /**
     * Joins a collection that any bundle has opened, as {@link BufferCollection#join} does. The seat belongs to the calling bundle:
     * when that stops the seat is closed, and nobody waits for it.
     *
     * @param collection its number
     * @param participant a name that nobody has who is seated there, 1 to 31 printable characters
     * @return a seat, which the caller closes
     * @throws EntrepotException with {@link Reason#UNKNOWN} if there is no such collection or it is closed, with
     *     {@link Reason#BUSY} if the name is taken
     */
    Seat join(long collection, String participant);
}
