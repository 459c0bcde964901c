package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;

/** {@code <unistd.h>}. */
final class Unistd {
    static final int SEEK_END = 2;

    static {
        Native.register(Unistd.class, Platform.C_LIBRARY_NAME);
    }

    private Unistd() {}

    static native int close(int fd);

    static native long read(int fd, ByteBuffer buf, long count);

    static native long write(int fd, ByteBuffer buf, long count);

    static native long pread(int fd, ByteBuffer buf, long count, long offset);

    static native long pwrite(int fd, ByteBuffer buf, long count, long offset);

    static native long lseek(int fd, long offset, int whence);

    static native int ftruncate(int fd, long length);
}
