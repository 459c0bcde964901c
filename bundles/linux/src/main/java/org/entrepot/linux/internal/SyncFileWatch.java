package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.entrepot.linux.SyncFiles;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufExportSyncFileLayout;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufImportSyncFileLayout;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Watches sync files for fences of ours. Each has a timeline of its own: sync files end in no order. A thread waits for each that is
 * pending, which are as many as there are frames on their way; it ends with the fence, however that ends.
 */
@Component
public final class SyncFileWatch implements SyncFiles {
    /** How soon a thread notices that nobody waits for it any more. */
    private static final Duration SLICE = Duration.ofMillis(100);

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ExecutorService watchers = Executors.newCachedThreadPool(SyncFileWatch::thread);
    private volatile boolean open = true;

    /** Watches nothing yet. */
    @Activate
    public SyncFileWatch() {}

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "entrepot-sync-file-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Lets fences that are pending end by their bound. */
    @Deactivate
    void deactivate() {
        open = false;
        watchers.shutdown();
    }

    @Override
    public Fence fence(Fences fences, int syncFile) {
        OpenSyncFile file = new OpenSyncFile(syncFile);
        try {
            if (file.status() == 1) {
                file.close();
                return fences.signalled();
            }
            return watched(fences.timeline("sync file " + syncFile, Fences.LONGEST_BOUND), file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A fence for what a file stands for, which is the watch's from now on. */
    Fence watched(Timeline timeline, OpenSyncFile file) {
        Fence fence = timeline.issue();
        try {
            watchers.execute(() -> watch(timeline, fence, file));
            return fence;
        } catch (RejectedExecutionException e) {
            timeline.close();
            throw new EntrepotException(
                    Reason.GONE,
                    "sync files are watched while org.entrepot.linux runs: fence=" + fence + "; start it again",
                    e);
        }
    }

    private void watch(Timeline timeline, Fence fence, OpenSyncFile file) {
        try (file) {
            int status = 0;
            while (open && status == 0 && !fence.isSignalled()) {
                status = file.await(SLICE) ? file.status() : 0;
            }
            end(timeline, fence, status);
        } catch (EntrepotException e) {
            timeline.fail(fence.sequence(), e);
            timeline.close();
        }
    }

    /** Nobody is told that work is over which goes on: a fence that is not watched to its end has its bound. */
    private static void end(Timeline timeline, Fence fence, int status) {
        tell(timeline, fence, status);
        fence.whenSignalled(over -> timeline.close());
    }

    private static void tell(Timeline timeline, Fence fence, int status) {
        if (status > 0) {
            timeline.signal(fence.sequence());
        } else if (status < 0) {
            timeline.fail(
                    fence.sequence(),
                    new EntrepotException(
                            Reason.IO,
                            "the work of a driver is done: fence=" + fence + " errno=" + -status
                                    + "; see the log of the kernel"));
        }
    }

    @Override
    public Fence pending(Fences fences, int dmaBuf, Usage query) {
        ByteBuffer data = structure(DmaBufExportSyncFileLayout.SIZEOF)
                // The kernel asks what one would do who waits: a reader waits for writers.
                .putInt(DmaBufExportSyncFileLayout.FLAGS, (int)
                        flags(query, LinuxDmaBuf.DMA_BUF_SYNC_READ, LinuxDmaBuf.DMA_BUF_SYNC_WRITE));
        call("DMA_BUF_IOCTL_EXPORT_SYNC_FILE", dmaBuf, LinuxDmaBuf.DMA_BUF_IOCTL_EXPORT_SYNC_FILE, data);
        return fence(fences, data.getInt(DmaBufExportSyncFileLayout.FD));
    }

    @Override
    public void add(int dmaBuf, int syncFile, Usage usage) {
        ByteBuffer data = structure(DmaBufImportSyncFileLayout.SIZEOF)
                .putInt(DmaBufImportSyncFileLayout.FLAGS, (int)
                        flags(usage, LinuxDmaBuf.DMA_BUF_SYNC_WRITE, LinuxDmaBuf.DMA_BUF_SYNC_READ))
                .putInt(DmaBufImportSyncFileLayout.FD, syncFile);
        call("DMA_BUF_IOCTL_IMPORT_SYNC_FILE", dmaBuf, LinuxDmaBuf.DMA_BUF_IOCTL_IMPORT_SYNC_FILE, data);
    }

    private static long flags(Usage usage, long ofWriters, long ofReaders) {
        return switch (usage) {
            case WRITE -> ofWriters;
            case READ -> ofReaders;
            case KERNEL, BOOKKEEP ->
                throw new IllegalArgumentException(
                        "the kernel tells of readers and writers: usage=" + usage + "; ask for WRITE or READ");
        };
    }

    private static void call(String name, int dmaBuf, long request, ByteBuffer data) {
        int result;
        do {
            result = SysIoctl.ioctl(dmaBuf, request, data);
        } while (result < 0 && Errno.isToBeTriedAgain());
        if (result < 0) {
            int errno = Native.getLastError();
            throw errno == Errno.ENOTTY || errno == Errno.EBADF
                    ? new EntrepotException(
                            Reason.UNSUPPORTED,
                            "a descriptor is a DMA-BUF of Linux 6.0 or later: descriptor=" + dmaBuf + " errno=" + errno
                                    + " call=" + name
                                    + "; take it from a driver or a heap of the kernel, or boot a newer one")
                    : Errno.failure("ioctl(" + name + ")", errno);
        }
    }

    private static ByteBuffer structure(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
