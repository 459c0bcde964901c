package org.entrepot.emulation.internal.device;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one stream that a device can have at a time. When the device leaves, the stream is closed and every call says so. */
final class StreamSlot<S extends AutoCloseable> {
    private final Identity identity;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable S current;
    private boolean gone;

    StreamSlot(Identity identity) {
        this.identity = identity;
    }

    /** Opens a stream, unless there is one. */
    S open(Supplier<S> opening) {
        lock.lock();
        try {
            if (gone) {
                throw identity.gone();
            }
            if (current != null) {
                throw identity.busy();
            }
            S opened = opening.get();
            current = opened;
            return opened;
        } finally {
            lock.unlock();
        }
    }

    /** Does the device's work for a stream, one piece at a time. */
    <T> T during(S stream, Supplier<T> work) {
        lock.lock();
        try {
            if (gone) {
                throw identity.gone();
            }
            if (current != stream) {
                throw new IllegalStateException(
                        "a closed stream does nothing: device=" + identity.name() + "; open another");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a stream; true for the call that did. */
    boolean end(S stream) {
        lock.lock();
        try {
            boolean open = current == stream;
            if (open) {
                current = null;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** The device leaves: the stream that is open is handed over to be closed. */
    @Nullable
    S leave() {
        lock.lock();
        try {
            gone = true;
            return current;
        } finally {
            lock.unlock();
        }
    }
}
