package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.entrepot.linux.internal.Inotify.InotifyEventLayout;
import org.entrepot.linux.internal.Poll.PollfdLayout;

/** The events of some folders. One thread waits for them; any may wake it. */
final class FolderEvents implements AutoCloseable {
    private static final int MASK = Inotify.IN_CREATE
            | Inotify.IN_DELETE
            | Inotify.IN_ATTRIB
            | Inotify.IN_MOVED_FROM
            | Inotify.IN_MOVED_TO
            | Inotify.IN_DELETE_SELF
            | Inotify.IN_ONLYDIR;
    private static final int ROOM = 1 << 14;
    private static final int FOR_EVER = -1;

    private final Set<Path> folders;
    private final ByteBuffer events = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.nativeOrder());
    private final int fd;
    private int someWatch = -1;
    private boolean ended;

    FolderEvents(Set<Path> folders) {
        this.folders = folders;
        this.fd = Inotify.inotify_init1(Inotify.IN_NONBLOCK | Inotify.IN_CLOEXEC);
        if (fd < 0) {
            throw Errno.failure("inotify_init1");
        }
    }

    /** Watches each folder, or where it would appear. Watching again what is watched costs a call and changes nothing. */
    synchronized void arm() {
        for (Path folder : folders) {
            Path there = folder;
            while (!ended && !isWatched(there) && there.getParent() != null) {
                there = there.getParent();
            }
        }
    }

    private boolean isWatched(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        int watch = Inotify.inotify_add_watch(fd, folder.toString(), MASK);
        // One that left between the question and the call is waited for at its parent.
        if (watch >= 0) {
            someWatch = watch;
        }
        return watch >= 0;
    }

    /**
     * Waits until something happened that counts.
     *
     * @param counts which names do
     * @return false once {@link #end} was called
     */
    boolean await(Predicate<String> counts) {
        while (true) {
            ByteBuffer polled = ByteBuffer.allocateDirect(PollfdLayout.SIZEOF)
                    .order(ByteOrder.nativeOrder())
                    .putInt(PollfdLayout.FD, fd)
                    .putShort(PollfdLayout.EVENTS, (short) Poll.POLLIN);
            Poll.poll(polled, 1, FOR_EVER);
            boolean any = drain(counts);
            if (isEnded()) {
                return false;
            }
            if (any) {
                return true;
            }
        }
    }

    private boolean drain(Predicate<String> counts) {
        boolean any = false;
        long read = Inotify.read(fd, events, ROOM);
        while (read > 0) {
            any |= anyOf((int) read, counts);
            read = Inotify.read(fd, events, ROOM);
        }
        if (!Errno.isToBeTriedAgain()) {
            throw Errno.failure("read(inotify)");
        }
        return any;
    }

    private boolean anyOf(int bytes, Predicate<String> counts) {
        boolean any = false;
        int at = 0;
        while (at < bytes) {
            int length = events.getInt(at + InotifyEventLayout.LEN);
            // Without a name it is the folder itself that left, or events that were lost.
            any |= length == 0 || counts.test(VideoCalls.text(events, at + InotifyEventLayout.SIZEOF, length));
            at += InotifyEventLayout.SIZEOF + length;
        }
        return any;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** Wakes who waits, for the last time: a watch that is removed is an event. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            Inotify.inotify_rm_watch(fd, someWatch);
        }
    }

    /** Closed by the thread that waits, when it does no more. */
    @Override
    public synchronized void close() {
        ended = true;
        Unistd.close(fd);
    }
}
