package org.entrepot.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A point at which work on a buffer is over ({@code struct dma_fence}). It is pending until it is signalled, which it is once and
 * for ever, with or without a failure. Safe for use by several threads. Implemented by the platform, which accepts no other: a fence of
 * one's own would have no bound.
 */
@ProviderType
public interface Fence {
    /** The number of the timeline it is on: fences of one context are signalled in the order of their sequence numbers. */
    long context();

    /** Its place on the timeline, unsigned. */
    long sequence();

    /** The name of the timeline, for people. */
    String timeline();

    /** Whether it is signalled. Cheap: it makes no native call and allocates nothing. */
    boolean isSignalled();

    /** What went wrong with the work; empty while it is pending, and when the work was done. */
    Optional<EntrepotException> failure();

    /**
     * Waits until it is signalled; with a failure counts as well.
     *
     * @param longest how long to wait, not negative
     * @return whether it is signalled; false if the time ran out
     * @throws EntrepotException with {@link org.entrepot.api.Reason#INTERRUPTED} if the thread was interrupted (it stays so)
     */
    boolean await(Duration longest);

    /**
     * Calls back once when it is signalled: on the thread that signals, in the order of registering, or at once on this thread if it is
     * signalled already; on one of the platform's own, each callback on another, if the bound passed or the bundle stopped that
     * was to signal it. A callback is short and waits for nothing: one that does not return keeps the thread that signals, and
     * the callbacks after it, but nobody who waits by {@link #await}. What it throws, an error too, is logged and stops nobody
     * else's. It is called under no lock.
     *
     * @param callback told the fence
     * @return by which the callback is taken back
     */
    Callback whenSignalled(Consumer<Fence> callback);

    /**
     * Hints until when somebody would like it to be signalled, so that who works on it can hurry ({@code dma_fence_set_deadline}).
     * Of several hints the earliest counts. A signalled fence has no use for one.
     */
    void deadline(Instant when);

    /** A callback that was registered. */
    @ProviderType
    interface Callback {
        /**
         * Takes the callback back.
         *
         * @return true if it will not be called; false if it was called, or is being called now
         */
        boolean cancel();
    }
}
