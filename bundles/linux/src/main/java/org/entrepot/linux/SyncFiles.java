package org.entrepot.linux;

import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What drivers of the kernel work on, as fences of ours ({@code drivers/dma-buf/sync_file.c}). A service; safe for use by several threads.
 *
 * <p>There is no way back: a fence of ours is signalled by a program, which may be late or never do it, and nothing in the kernel may
 * wait for that. Whoever hands a buffer to a driver waits for the buffer's reservation first.
 */
@ProviderType
public interface SyncFiles {
    /**
     * A fence for what a sync file stands for, such as the one a display gives for a page flip. It is signalled when the kernel
     * signals that, with a failure of {@link org.entrepot.api.Reason#IO} if the work failed, and at the latest after
     * {@link Fences#LONGEST_BOUND}: a driver that takes longer has hung. When this service ends, what is pending has that bound only.
     *
     * @param fences of the calling bundle, to which the fence belongs
     * @param syncFile its descriptor, this service's from now on, also where the call fails
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if it is no sync file
     */
    Fence fence(Fences fences, int syncFile);

    /**
     * A fence for what drivers do with a DMA-BUF at this moment ({@code DMA_BUF_IOCTL_EXPORT_SYNC_FILE}). A snapshot: work that is queued
     * later is not in it. A signalled one if nobody works on it.
     *
     * @param fences of the calling bundle, to which the fence belongs
     * @param dmaBuf its descriptor, which stays the caller's
     * @param query up to which class: {@link Usage#WRITE} for writers, {@link Usage#READ} for readers as well. What the kernel keeps
     *     for its bookkeeping it shows nobody
     * @throws IllegalArgumentException if it is another class
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if it is no DMA-BUF, or the kernel
     *     is older than 6.0
     */
    Fence pending(Fences fences, int dmaBuf, Usage query);

    /**
     * Makes the users of a DMA-BUF in the kernel wait for a sync file ({@code DMA_BUF_IOCTL_IMPORT_SYNC_FILE}): work of one driver that
     * another, which synchronises implicitly, is to heed.
     *
     * @param dmaBuf its descriptor, which stays the caller's
     * @param syncFile of the kernel's own work; its descriptor stays the caller's
     * @param usage what that work does: {@link Usage#WRITE} or {@link Usage#READ}
     * @throws IllegalArgumentException if it is another class
     * @throws org.entrepot.api.EntrepotException as {@link #pending}
     */
    void add(int dmaBuf, int syncFile, Usage usage);

    /**
     * Shows in a buffer's reservation what drivers do with its DMA-BUF at this moment: called after work was queued with a driver
     * that synchronises implicitly, so that users of ours wait for it.
     *
     * @param fences of the calling bundle
     * @param dmaBuf the buffer's descriptor
     * @param reservation the buffer's
     */
    default void show(Fences fences, int dmaBuf, Reservation reservation) {
        reservation.add(pending(fences, dmaBuf, Usage.WRITE), Usage.WRITE);
        reservation.add(pending(fences, dmaBuf, Usage.READ), Usage.READ);
    }
}
