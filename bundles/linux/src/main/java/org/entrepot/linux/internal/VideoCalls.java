package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.SysIoctl.Kernel;

/** Calls of one video device: what they answer, and what their failures mean. For use by one thread at a time. */
final class VideoCalls implements AutoCloseable {
    private static final int NO_DESCRIPTOR = -1;

    private final Path node;
    private final Kernel kernel;
    private int fd;

    /** Takes an open node over. */
    VideoCalls(Path node, int fd) {
        this(node, fd, Kernel.REAL);
    }

    /** As if a kernel had opened the node. */
    VideoCalls(Path node, int fd, Kernel kernel) {
        this.node = node;
        this.fd = fd;
        this.kernel = kernel;
    }

    /** An empty structure. */
    static ByteBuffer structure(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** A text of a structure, which ends at a zero or at its length. */
    static String text(ByteBuffer structure, int offset, int length) {
        byte[] bytes = new byte[length];
        structure.get(offset, bytes);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** The four characters of a code. */
    static String code(int value) {
        byte[] bytes = new byte[Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The descriptor, while it is one. */
    int descriptor() {
        if (fd == NO_DESCRIPTOR) {
            throw new IllegalStateException("a closed device does nothing: node=" + node + "; open it again");
        }
        return fd;
    }

    /** Makes a call; 0, or the number of its error. */
    int tried(long request, ByteBuffer argument) {
        int open = descriptor();
        int errno = kernel.ioctl(open, request, argument);
        while (errno == Errno.EINTR) {
            errno = kernel.ioctl(open, request, argument);
        }
        return errno;
    }

    /** Makes a call that succeeds. */
    void made(String call, long request, ByteBuffer argument) {
        int errno = tried(request, argument);
        if (errno != 0) {
            throw failure(call, errno);
        }
    }

    /** What a failed call means to the caller. */
    EntrepotException failure(String call, int errno) {
        String facts = "node=" + node + " call=" + call + " errno=" + errno;
        return switch (errno) {
            case Errno.ENODEV ->
                new EntrepotException(Reason.GONE, "a video device is here: " + facts + " (ENODEV); plug it in again");
            case Errno.EBUSY ->
                new EntrepotException(
                        Reason.BUSY,
                        "a video device is nobody else's: " + facts + " (EBUSY); end the other program's stream");
            case Errno.EFAULT ->
                new EntrepotException(
                        Reason.REFUSED,
                        "a driver can use the memory: " + facts
                                + " (EFAULT); give it one contiguous run, as a CMA heap has, or a larger buffer");
            case Errno.EINVAL ->
                new EntrepotException(
                        Reason.REFUSED,
                        call.equals("VIDIOC_REQBUFS")
                                ? "a driver imports DMA-BUFs: " + facts
                                        + " (EINVAL); use memory of its own, or another device"
                                : "a driver takes what it is asked for: " + facts + " (EINVAL); see the kernel's log");
            case Errno.ENOSPC ->
                new EntrepotException(
                        Reason.LIMIT,
                        "a bus has room for the pictures: " + facts
                                + " (ENOSPC); take a smaller size or rate, or unplug other devices of the bus");
            case Errno.EPIPE, Errno.ENOLINK ->
                call.equals("VIDIOC_DQBUF")
                        ? new EntrepotException(
                                Reason.IO,
                                "a queue gives buffers until its last: " + facts + "; stop it and start it again")
                        : unlinked(facts);
            case Errno.EIO ->
                new EntrepotException(
                        Reason.IO, "a device works: " + facts + " (EIO); see the kernel's log, or plug it in again");
            case Errno.ENOTTY ->
                new EntrepotException(
                        Reason.UNSUPPORTED,
                        "a node is a video device that knows the call: " + facts + " (ENOTTY); use another");
            default -> Errno.failure("ioctl(" + node + ", " + call + ")", errno);
        };
    }

    private static EntrepotException unlinked(String facts) {
        return new EntrepotException(
                Reason.REFUSED,
                "a device is linked to its sensor, in one format: " + facts
                        + "; set the media pipeline up (media-ctl)");
    }

    @Override
    public void close() {
        if (fd != NO_DESCRIPTOR) {
            int gone = fd;
            fd = NO_DESCRIPTOR;
            if (Unistd.close(gone) < 0) {
                throw Errno.failure("close(" + node + ")");
            }
        }
    }
}
