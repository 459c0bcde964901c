package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntUnaryOperator;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.Drm.DrmGetCapLayout;
import org.entrepot.linux.internal.Poll.PollfdLayout;
import org.entrepot.linux.internal.SysIoctl.Kernel;

/** Calls of one card: what they answer, and what their failures mean. Safe for use by several threads. */
final class CardCalls implements AutoCloseable {
    private static final int NO_DESCRIPTOR = -1;

    private final Path node;
    /** Held to read while the descriptor is used, to write while it is closed: its number may be another file's then. */
    private final ReadWriteLock descriptorUse = new ReentrantReadWriteLock();

    private final Kernel kernel;
    private int fd;

    /** Takes an open node over. */
    CardCalls(Path node, int fd) {
        this(node, fd, Kernel.REAL);
    }

    /** As if a kernel had opened the node. */
    CardCalls(Path node, int fd, Kernel kernel) {
        this.node = node;
        this.fd = fd;
        this.kernel = kernel;
    }

    Path node() {
        return node;
    }

    /** Makes a call; 0, or the number of its error. */
    int tried(long request, ByteBuffer argument, ByteBuffer... pointedAt) {
        try {
            return called(open -> kernel.ioctl(open, request, argument));
        } finally {
            // The kernel was given their addresses, of which the JVM knows nothing.
            Reference.reachabilityFence(pointedAt);
        }
    }

    /** Makes a call that has no argument; 0, or the number of its error. */
    int tried(long request) {
        return called(open -> SysIoctl.ioctl(open, request, 0L) < 0 ? Native.getLastError() : 0);
    }

    /** Whether the card is gone: some drivers refuse memory with the number that says so, which then any call does. */
    boolean isUnplugged() {
        ByteBuffer data = Structure.of(DrmGetCapLayout.SIZEOF).putLong(DrmGetCapLayout.CAPABILITY, Drm.DRM_CAP_PRIME);
        return tried(Drm.DRM_IOCTL_GET_CAP, data) == Errno.ENODEV;
    }

    /** Undoes what was done: what a card has that was closed or unplugged is undone. */
    void undo(String call, long request, ByteBuffer argument, ByteBuffer... pointedAt) {
        descriptorUse.readLock().lock();
        try {
            int errno = fd == NO_DESCRIPTOR ? 0 : tried(request, argument, pointedAt);
            if (errno != 0 && errno != Errno.ENODEV) {
                throw failure(call, errno);
            }
        } finally {
            descriptorUse.readLock().unlock();
        }
    }

    private int called(IntUnaryOperator call) {
        descriptorUse.readLock().lock();
        try {
            int open = descriptor();
            int errno = call.applyAsInt(open);
            while (errno == Errno.EINTR || errno == Errno.EAGAIN) {
                errno = call.applyAsInt(open);
            }
            return errno;
        } finally {
            descriptorUse.readLock().unlock();
        }
    }

    private int descriptor() {
        if (fd == NO_DESCRIPTOR) {
            throw new IllegalStateException("a closed card does nothing: node=" + node + "; open it again");
        }
        return fd;
    }

    /** Makes a call that succeeds. */
    void made(String call, long request, ByteBuffer argument, ByteBuffer... pointedAt) {
        int errno = tried(request, argument, pointedAt);
        if (errno != 0) {
            throw failure(call, errno);
        }
    }

    /** Reads what the card tells by itself, when it does; the bytes that came, 0 if none did. */
    int read(ByteBuffer target, Duration longest) {
        descriptorUse.readLock().lock();
        try {
            int open = descriptor();
            ByteBuffer waited = Structure.of(PollfdLayout.SIZEOF)
                    .putInt(PollfdLayout.FD, open)
                    .putShort(PollfdLayout.EVENTS, (short) Poll.POLLIN);
            if (Poll.poll(waited, 1, Math.toIntExact(longest.toMillis())) <= 0) {
                return 0;
            }
            if ((waited.getShort(PollfdLayout.REVENTS) & Poll.POLLIN) == 0) {
                throw failure("poll", Errno.ENODEV);
            }
            long bytes = Unistd.read(open, target, target.capacity());
            if (bytes < 0 && !Errno.isToBeTriedAgain()) {
                throw failure("read", Native.getLastError());
            }
            return (int) Math.max(0, bytes);
        } finally {
            descriptorUse.readLock().unlock();
        }
    }

    /** What a failed call means to the caller. */
    EntrepotException failure(String call, int errno) {
        String facts = "node=" + node + " call=" + call + " errno=" + errno;
        return switch (errno) {
            case Errno.ENODEV, Errno.ENOENT ->
                new EntrepotException(
                        Reason.GONE,
                        "a card and its connectors are here: " + facts + "; plug it in again, or look it up anew");
            case Errno.EBUSY ->
                new EntrepotException(
                        Reason.BUSY, "a card has done what it was asked before: " + facts + " (EBUSY); wait for that");
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "who shows something drives the card: " + facts
                                + "; end the desktop or the other program that drives it, and open it again");
            case Errno.EINVAL, Errno.ERANGE, Errno.ENOSPC ->
                new EntrepotException(
                        Reason.REFUSED,
                        "a driver takes what it is asked for: " + facts
                                + "; see the kernel's log (drm.debug=0x1ff says why)");
            case Errno.ENOTTY, Errno.ENOSYS, Errno.EOPNOTSUPP ->
                new EntrepotException(
                        Reason.UNSUPPORTED, "a card drives displays and knows the call: " + facts + "; use another");
            default -> Errno.failure("ioctl(" + node + ", " + call + ")", errno);
        };
    }

    @Override
    public void close() {
        descriptorUse.writeLock().lock();
        try {
            if (fd != NO_DESCRIPTOR) {
                int gone = fd;
                fd = NO_DESCRIPTOR;
                if (Unistd.close(gone) < 0) {
                    throw Errno.failure("close(" + node + ")");
                }
            }
        } finally {
            descriptorUse.writeLock().unlock();
        }
    }
}
