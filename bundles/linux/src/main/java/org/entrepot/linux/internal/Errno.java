package org.entrepot.linux.internal;

import com.sun.jna.Native;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** {@code <errno.h>}: what a failed call left behind, as a failure that says what the caller can do. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOTTY = 25;
    static final int ENOSPC = 28;
    static final int EPIPE = 32;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int ENOLINK = 67;
    static final int EMSGSIZE = 90;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private Errno() {}

    /** Whether the call that this thread made last failed for want of memory or addresses. */
    static boolean isOutOfMemory() {
        return Native.getLastError() == ENOMEM;
    }

    /** Whether the call that this thread made last was interrupted before it did anything. */
    static boolean isToBeTriedAgain() {
        int errno = Native.getLastError();
        return errno == EINTR || errno == EAGAIN;
    }

    /**
     * The failure of the call that this thread made last.
     *
     * @param call its name and arguments, for the message
     */
    static EntrepotException failure(String call) {
        return failure(call, Native.getLastError());
    }

    /**
     * The failure of a call.
     *
     * @param call its name and arguments, for the message
     * @param errno what it left behind
     */
    static EntrepotException failure(String call, int errno) {
        return new EntrepotException(
                reason(errno), "a system call succeeds: " + call + " errno=" + errno + "; " + advice(errno));
    }

    private static Reason reason(int errno) {
        return switch (errno) {
            case ENOMEM -> Reason.OUT_OF_MEMORY;
            case EMFILE, ENFILE, EDQUOT -> Reason.LIMIT;
            case EPERM, EACCES -> Reason.ACCESS_DENIED;
            case ENOSYS, EOPNOTSUPP -> Reason.UNSUPPORTED;
            default -> Reason.IO;
        };
    }

    private static String advice(int errno) {
        return switch (errno) {
            case ENOMEM -> "ENOMEM: release buffers, or raise vm.max_map_count or the memory limit";
            case EMFILE -> "EMFILE: release buffers, or raise the limit of open files (ulimit -n)";
            case ENFILE -> "ENFILE: the system has too many open files, raise fs.file-max";
            case EPERM, EACCES -> "ask for permission";
            case ENOSYS -> "ENOSYS: this kernel has no such call, set memory.form=direct";
            default -> "see errno(3)";
        };
    }
}
