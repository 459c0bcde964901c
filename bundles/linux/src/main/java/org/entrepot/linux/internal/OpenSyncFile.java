package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.Poll.PollfdLayout;
import org.entrepot.linux.internal.SyncFile.SyncFileInfoLayout;

/** The descriptor of a sync file, which is closed once. */
final class OpenSyncFile implements AutoCloseable {
    private final int fd;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * Takes a descriptor over.
     *
     * @param fd the file's from now on
     */
    OpenSyncFile(int fd) {
        this.fd = fd;
    }

    /** 0 while its fences are pending, 1 when all are signalled, an error number below zero if work failed. */
    int status() {
        ByteBuffer info = ByteBuffer.allocateDirect(SyncFileInfoLayout.SIZEOF).order(ByteOrder.nativeOrder());
        if (SysIoctl.ioctl(fd, SyncFile.SYNC_IOC_FILE_INFO, info) < 0) {
            int errno = Native.getLastError();
            throw errno == Errno.ENOTTY || errno == Errno.EBADF
                    ? new EntrepotException(
                            Reason.UNSUPPORTED,
                            "a descriptor is a sync file: descriptor=" + fd + " errno=" + errno
                                    + "; take it from a driver, or from SyncFiles")
                    : Errno.failure("ioctl(SYNC_IOC_FILE_INFO)", errno);
        }
        return info.getInt(SyncFileInfoLayout.STATUS);
    }

    /** Waits for a while until its fences are signalled; whether they may be. */
    boolean await(Duration longest) {
        ByteBuffer polled = ByteBuffer.allocateDirect(PollfdLayout.SIZEOF)
                .order(ByteOrder.nativeOrder())
                .putInt(PollfdLayout.FD, fd)
                .putShort(PollfdLayout.EVENTS, (short) Poll.POLLIN);
        return Poll.poll(polled, 1, Math.toIntExact(longest.toMillis())) != 0;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false) && Unistd.close(fd) < 0) {
            throw Errno.failure("close(sync file)");
        }
    }
}
