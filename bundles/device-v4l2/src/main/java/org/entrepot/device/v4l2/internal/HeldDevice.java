package org.entrepot.device.v4l2.internal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice;

/**
 * The device that a stream holds open, for one thread at a time, until it is closed or has left. Who waits for its driver does so in slices, and
 * between them lets in whoever unmaps a buffer or takes the device away.
 */
final class HeldDevice {
    /** How long is waited for a driver before others are let in. */
    static final Duration SLICE = Duration.ofMillis(20);

    private final VideoIdentity identity;
    private final VideoDevice video;
    private final Runnable whenClosed;
    /** Fair, so that who unmaps need not wait for more than a slice. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private boolean closed;
    private boolean gone;

    /**
     * Holds a device.
     *
     * @param video its own from now on
     * @param whenClosed run once
     */
    HeldDevice(VideoIdentity identity, VideoDevice video, Runnable whenClosed) {
        this.identity = identity;
        this.video = video;
        this.whenClosed = whenClosed;
    }

    /**
     * Works with the device, which has left if the work says so.
     *
     * @throws EntrepotException with {@link Reason#GONE} if it has left
     * @throws IllegalStateException if it was closed
     */
    <T> T during(Supplier<T> work) {
        lock.lock();
        try {
            checkOpen();
            return work.get();
        } catch (EntrepotException e) {
            if (e.reason() == Reason.GONE) {
                abandon();
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (gone) {
            throw identity.gone();
        }
        if (closed) {
            throw identity.closed();
        }
    }

    /** Called within work: others that wait come first. The device may have left or be closed then, as {@link #during} says. */
    void letOthersIn() {
        if (lock.hasQueuedThreads()) {
            lock.unlock();
            lock.lock();
        }
        checkOpen();
    }

    /** Has its driver let go of a buffer that is being unmapped, unless there is no driver any more. */
    void letGo(Runnable step) {
        lock.lock();
        try {
            if (!closed && !gone) {
                step.run();
            }
        } catch (EntrepotException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
            // What is not there uses nothing.
            abandon();
        } finally {
            lock.unlock();
        }
    }

    /** It is gone. */
    void leave() {
        lock.lock();
        try {
            abandon();
        } finally {
            lock.unlock();
        }
    }

    private void abandon() {
        gone = true;
        video.close();
    }

    /** Closes it; twice counts once. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            video.close();
        } finally {
            lock.unlock();
        }
        whenClosed.run();
    }
}
