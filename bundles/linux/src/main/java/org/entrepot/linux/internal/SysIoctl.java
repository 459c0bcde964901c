package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;

/** {@code <sys/ioctl.h>}: the calls of devices. One that fails returns -1 and leaves its error number in {@link Native#getLastError()}. */
final class SysIoctl {
    static {
        Native.register(SysIoctl.class, Platform.C_LIBRARY_NAME);
    }

    private SysIoctl() {}

    /** For a call whose argument is a number, or none. */
    static native int ioctl(int fd, long request, long argument);

    /** For a call whose argument is a structure: a direct buffer of its size, in the order of the machine. */
    static native int ioctl(int fd, long request, ByteBuffer argument);

    /** Who answers the calls of a device: the kernel, or a test that plays it. */
    interface Kernel {
        /** The kernel itself. */
        Kernel REAL = SysIoctl::asked;

        /** Makes a call whose argument is a structure; 0, or the number of its error. */
        int ioctl(int fd, long request, ByteBuffer argument);
    }

    private static int asked(int fd, long request, ByteBuffer argument) {
        return ioctl(fd, request, argument) < 0 ? Native.getLastError() : 0;
    }
}
