package org.entrepot.device.v4l2.internal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;

/**
 * The device that a stream holds open, for one thread at a time, until it is closed, has failed or has left. Who waits for its
 * driver does so in slices, and between them lets in whoever unmaps a buffer or takes the device away.
 */
final class HeldDevice {
    /** How long is waited for a driver before others are let in. */
    static final Duration SLICE = Duration.ofMillis(20);

    private final VideoIdentity identity;
    private final DeviceImports imports;
    private final VideoDevice video;
    private final Runnable whenClosed;
    /** Fair, so that who unmaps need not wait for more than a slice. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private boolean closed;
    private boolean failed;
    private boolean gone;

    /**
     * Holds a device.
     *
     * @param imports what is mapped for it
     * @param video its own from now on
     * @param whenClosed run once, after the device is closed
     */
    HeldDevice(VideoIdentity identity, DeviceImports imports, VideoDevice video, Runnable whenClosed) {
        this.identity = identity;
        this.imports = imports;
        this.video = video;
        this.whenClosed = whenClosed;
    }

    /**
     * Works with the device on a buffer, which is the device's until {@link #letGo} comes: it is looked up under the same lock. A
     * mapping that was revoked says so, and nothing about the device.
     *
     * @param mapping of the buffer
     * @param access what the device does with it
     */
    <T> T on(DeviceMapping mapping, Direction access, Function<ImportedBuffer, T> work) {
        lock.lock();
        try {
            checkOpen();
            ImportedBuffer buffer = imports.of(mapping, access);
            return watched(() -> work.apply(buffer));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Works with the device, which has left if the work says so.
     *
     * @throws EntrepotException with {@link Reason#GONE} if it has left, with {@link Reason#IO} if it has failed before
     * @throws IllegalStateException if it was closed
     */
    <T> T during(Supplier<T> work) {
        lock.lock();
        try {
            checkOpen();
            return watched(work);
        } finally {
            lock.unlock();
        }
    }

    private <T> T watched(Supplier<T> work) {
        try {
            return work.get();
        } catch (EntrepotException e) {
            if (e.reason() == Reason.GONE) {
                abandon(e);
            }
            throw e;
        }
    }

    private void checkOpen() {
        if (gone) {
            throw identity.gone();
        }
        if (closed) {
            throw identity.closed();
        }
        if (failed) {
            throw identity.failed();
        }
    }

    /** Whether it works: it is not closed, has not failed, and has not left. */
    boolean isOpen() {
        lock.lock();
        try {
            return !closed && !failed && !gone;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Called within work, and not within work in that: others that wait come first. The device may have left or be closed then,
     * as {@link #during} says.
     */
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
            if (!closed && !failed && !gone) {
                step.run();
            }
        } catch (EntrepotException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
            // What is not there uses nothing.
            abandon(e);
        } finally {
            lock.unlock();
        }
    }

    /** It does nothing any more, and has nothing: the stream is to be closed. */
    void fail() {
        lock.lock();
        try {
            failed = true;
            video.close();
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

    private void abandon(EntrepotException why) {
        try {
            abandon();
        } catch (EntrepotException e) {
            why.addSuppressed(e);
        }
    }

    /**
     * Closes it; twice counts once. What comes after does so whatever fails, and under no lock: who unmaps then may be waited for
     * by nobody here.
     */
    void close() {
        boolean ends = false;
        lock.lock();
        try {
            ends = !closed;
            closed = true;
            video.close();
        } finally {
            lock.unlock();
            if (ends) {
                whenClosed.run();
            }
        }
    }
}
