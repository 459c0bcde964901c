package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * {@code <sys/eventfd.h>}: a counter that the kernel adds to. A call that fails leaves its error number in {@link
 * Native#getLastError()}.
 */
final class SysEventfd {
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    static {
        Native.register(SysEventfd.class, Platform.C_LIBRARY_NAME);
    }

    private SysEventfd() {}

    static native int eventfd(int initial, int flags);
}
