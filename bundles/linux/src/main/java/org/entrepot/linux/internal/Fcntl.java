package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** {@code <fcntl.h>} and {@code include/uapi/linux/fcntl.h}: opening, seals of files in memory, holes in files. */
final class Fcntl {
    static final int O_RDONLY = 0x0;
    static final int O_RDWR = 0x2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_ADD_SEALS = 1033;
    static final int F_GET_SEALS = 1034;
    static final int F_SEAL_SEAL = 0x1;
    static final int F_SEAL_SHRINK = 0x2;
    static final int F_SEAL_GROW = 0x4;

    static {
        Native.register(Fcntl.class, Platform.C_LIBRARY_NAME);
    }

    private Fcntl() {}

    static native int open(String path, int flags);

    static native int fcntl(int fd, int command, int argument);

    static native int fallocate(int fd, int mode, long offset, long length);
}
