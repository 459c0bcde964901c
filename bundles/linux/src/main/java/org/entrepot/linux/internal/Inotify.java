package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;

/**
 * {@code <sys/inotify.h>}: what happens in folders. A call that fails returns -1 and leaves its error number in {@link
 * Native#getLastError()}.
 */
final class Inotify {
    static final int IN_ATTRIB = 0x4;
    static final int IN_MOVED_FROM = 0x40;
    static final int IN_MOVED_TO = 0x80;
    static final int IN_CREATE = 0x100;
    static final int IN_DELETE = 0x200;
    static final int IN_DELETE_SELF = 0x400;
    static final int IN_ONLYDIR = 0x1000000;
    static final int IN_NONBLOCK = 0x800;
    static final int IN_CLOEXEC = 0x80000;

    static {
        Native.register(Inotify.class, Platform.C_LIBRARY_NAME);
    }

    private Inotify() {}

    static native int inotify_init1(int flags);

    static native int inotify_add_watch(int fd, String path, int mask);

    /** {@code read(2)}, for events. */
    static native long read(int fd, ByteBuffer events, long bytes);

    /** {@code struct inotify_event}; its name follows. */
    static final class InotifyEventLayout {
        static final int SIZEOF = 16;
        static final int WD = 0;
        static final int MASK = 4;
        static final int LEN = 12;

        private InotifyEventLayout() {}
    }
}
