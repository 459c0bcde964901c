package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;

/** {@code <unistd.h>}. */
final class Unistd {
    static {
        Native.register(Unistd.class, Platform.C_LIBRARY_NAME);
    }

    private Unistd() {}

    static native int close(int fd);

    static native long read(int fd, ByteBuffer target, long bytes);

    static native int ftruncate(int fd, long length);
}
