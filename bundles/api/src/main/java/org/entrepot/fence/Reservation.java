package org.entrepot.fence;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The fences of a buffer: who is at work on it, and in which way ({@code struct dma_resv}). Every user adds the fences of its own
 * work and waits for those that stand in its way; that is implicit synchronisation. Safe for use by several threads.
 */
@ProviderType
public interface Reservation {
    /**
     * Adds a fence ({@code dma_resv_add_fence}). It takes the place of one of the same timeline that is not later and of a usage
     * that is not stricter; what is signalled makes room. Waits, for {@link Fences#LONGEST_BOUND} at most, while somebody has the
     * reservation locked, and while a mapped buffer is copied to where it moves. It may fail: whoever cannot have that once work
     * has begun locks the reservation before ({@link Fences#lock}), and adds the fence by the lock.
     *
     * @param fence of the work, as {@link Timeline#issue} and {@link Fences} make them
     * @param usage what the work does
     * @throws IllegalArgumentException if the fence is somebody else's: nobody would keep it within a bound
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if it stayed locked, with {@link
     *     org.entrepot.api.Reason#INTERRUPTED} if the thread was interrupted while it waited; then nothing was added
     */
    void add(Fence fence, Usage usage);

    /**
     * The fences of a class and of those before it, signalled ones left out: a snapshot.
     *
     * @param query up to which class
     */
    List<Fence> fences(Usage query);

    /**
     * Whether all fences of a class and of those before it are signalled ({@code poll}). Cheap: it makes no native call and
     * allocates nothing.
     */
    boolean isReady(Usage query);

    /**
     * Waits until {@link #isReady} holds for the fences that are there now; those that are added meanwhile are not waited for.
     *
     * @param query up to which class
     * @param longest how long to wait, not negative
     * @return whether they are signalled; false if the time ran out
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#INTERRUPTED} if the thread was interrupted
     */
    boolean await(Usage query, Duration longest);

    /**
     * One fence for those that are there now, to be handed over: explicit synchronisation ({@code DMA_BUF_IOCTL_EXPORT_SYNC_FILE}).
     * A snapshot: what is added later is not in it. A signalled one if there is none.
     *
     * @param query up to which class
     */
    Fence snapshot(Usage query);

    /**
     * Calls back once when the fences that are there now are signalled, as {@link Fence#whenSignalled}.
     *
     * @param query up to which class
     * @param callback told the snapshot
     */
    default Fence.Callback whenReady(Usage query, Consumer<Fence> callback) {
        return snapshot(query).whenSignalled(callback);
    }
}
