package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * {@code <sys/mman.h>}: memory mappings and files in memory. Numbers are those of the generic architectures (x86, arm, riscv).
 * A call that fails returns -1 and leaves its error number in {@link Native#getLastError()}.
 */
final class SysMman {
    static final int PROT_READ = 0x1;
    static final int PROT_WRITE = 0x2;
    static final int MAP_SHARED = 0x01;
    static final int MAP_PRIVATE = 0x02;
    static final int MAP_FIXED = 0x10;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_NORESERVE = 0x4000;
    static final int MAP_POPULATE = 0x8000;
    static final int MADV_POPULATE_WRITE = 23;
    static final int MFD_CLOEXEC = 0x1;
    static final int MFD_ALLOW_SEALING = 0x2;
    static final long MAP_FAILED = -1L;

    static {
        Native.register(SysMman.class, Platform.C_LIBRARY_NAME);
    }

    private SysMman() {}

    /**
     * Makes a file in memory.
     *
     * @param name ends with a zero byte. As a {@code String} it would be made into bytes by calls from native code back into the JVM, which
     *     cost as much as the rest of a small file's making
     */
    static native int memfd_create(byte[] name, int flags);

    static native long mmap(long addr, long length, int prot, int flags, int fd, long offset);

    static native int munmap(long addr, long length);

    static native int madvise(long addr, long length, int advice);
}
