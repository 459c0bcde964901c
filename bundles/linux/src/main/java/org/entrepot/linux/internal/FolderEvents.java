package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
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
    private final Watches watches;
    private final ByteBuffer events = Structure.of(ROOM);
    private final int fd;
    /** Readable once it is over. */
    private final int end;

    private boolean closed;

    /** How a folder is watched: the call's result, or the number of its error below zero. */
    interface Watches {
        int add(int fd, Path folder, int mask);
    }

    /**
     * Watches nothing yet.
     *
     * @throws EntrepotException if the kernel watches no more for this user
     */
    FolderEvents(Set<Path> folders) {
        this(folders, FolderEvents::added);
    }

    FolderEvents(Set<Path> folders, Watches watches) {
        this.folders = folders;
        this.watches = watches;
        this.fd = Inotify.inotify_init1(Inotify.IN_NONBLOCK | Inotify.IN_CLOEXEC);
        if (fd < 0) {
            throw noInstance(Native.getLastError());
        }
        this.end = SysEventfd.eventfd(0, SysEventfd.EFD_NONBLOCK | SysEventfd.EFD_CLOEXEC);
        if (end < 0) {
            EntrepotException failure = Errno.failure("eventfd");
            Unistd.close(fd);
            throw failure;
        }
    }

    /** By the kernel. */
    static int added(int fd, Path folder, int mask) {
        int watch = Inotify.inotify_add_watch(fd, folder.toString(), mask);
        return watch < 0 ? -Native.getLastError() : watch;
    }

    private static EntrepotException noInstance(int errno) {
        return errno == Errno.EMFILE
                ? new EntrepotException(
                        Reason.LIMIT,
                        "a user may watch folders: call=inotify_init1 errno=" + errno
                                + "; raise fs.inotify.max_user_instances, or the limit of open files (ulimit -n)")
                : Errno.failure("inotify_init1", errno);
    }

    /**
     * Watches each folder, or where it would appear. Watching again what is watched costs a call and changes nothing.
     *
     * @throws EntrepotException if the kernel watches no more for this user
     */
    void arm() {
        folders.forEach(this::arm);
    }

    /** What came between the question and the watch of its parent is no event: so it is asked again. */
    private void arm(Path folder) {
        Path there = nearestWatched(folder);
        while (!there.equals(folder) && Files.isDirectory(childOf(there, folder))) {
            there = nearestWatched(folder);
        }
    }

    private Path nearestWatched(Path folder) {
        Path there = folder;
        while (!isWatched(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private static Path childOf(Path above, Path folder) {
        return above.resolve(folder.getName(above.getNameCount()));
    }

    private boolean isWatched(Path folder) {
        int watch = watches.add(fd, folder, MASK);
        if (watch >= 0) {
            return true;
        }
        return switch (-watch) {
            // It is waited for at its parent.
            case Errno.ENOENT, Errno.ENOTDIR -> false;
            case Errno.ENOSPC ->
                throw new EntrepotException(
                        Reason.LIMIT,
                        "a user may watch folders: folder=" + folder + " call=inotify_add_watch errno=" + -watch
                                + "; raise fs.inotify.max_user_watches");
            default -> throw Errno.failure("inotify_add_watch(" + folder + ")", -watch);
        };
    }

    /**
     * Waits until something happened that counts.
     *
     * @param counts which names do
     * @return false once {@link #end} was called
     */
    boolean await(Predicate<String> counts) {
        while (true) {
            ByteBuffer polled = Structure.of(2 * PollfdLayout.SIZEOF)
                    .putInt(PollfdLayout.FD, fd)
                    .putShort(PollfdLayout.EVENTS, (short) Poll.POLLIN)
                    .putInt(PollfdLayout.SIZEOF + PollfdLayout.FD, end)
                    .putShort(PollfdLayout.SIZEOF + PollfdLayout.EVENTS, (short) Poll.POLLIN);
            Poll.poll(polled, 2, FOR_EVER);
            if (polled.getShort(PollfdLayout.SIZEOF + PollfdLayout.REVENTS) != 0) {
                return false;
            }
            if (drain(counts)) {
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

    /** Wakes who waits, for the last time; who comes to wait later is awake at once. */
    synchronized void end() {
        ByteBuffer one = Structure.of(Long.BYTES).putLong(0, 1);
        if (!closed && Unistd.write(end, one, Long.BYTES) < 0 && !Errno.isToBeTriedAgain()) {
            throw Errno.failure("write(eventfd)");
        }
    }

    /** Closed by the thread that waits, when it does no more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Unistd.close(fd);
            Unistd.close(end);
        }
    }
}
