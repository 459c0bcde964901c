package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Calls of devices, as tests want them: a refusal is a result. */
final class KernelCall {
    private KernelCall() {}

    /** The descriptor of a device that is there. */
    static int open(String device) {
        return checked(Fcntl.open(device, Fcntl.O_RDWR | Fcntl.O_CLOEXEC), "open " + device);
    }

    /** An empty structure. */
    static ByteBuffer structure(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** What the call gives back, or its error number below zero. */
    static int result(int fd, long request, ByteBuffer argument) {
        int result = SysIoctl.ioctl(fd, request, argument);
        return result < 0 ? -Native.getLastError() : result;
    }

    /** What a call gave back that must not fail. */
    static int checked(int result, String call) {
        if (result < 0) {
            throw new AssertionError(call + ": errno=" + Native.getLastError());
        }
        return result;
    }
}
