package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.entrepot.linux.internal.SysIoctl.Kernel;

/**
 * A descriptor of a device that several threads use and one closes: a call in flight ends before its number becomes another
 * file's. What is called answers an error number, 0 for none.
 */
final class DeviceFile implements AutoCloseable {
    private static final int NO_DESCRIPTOR = -1;

    private final String name;
    private final Kernel kernel;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private int fd;

    /**
     * Takes a descriptor over.
     *
     * @param name for messages
     */
    DeviceFile(String name, int fd) {
        this(name, fd, Kernel.REAL);
    }

    /** As if it were a device's. */
    DeviceFile(String name, int fd, Kernel kernel) {
        this.name = name;
        this.fd = fd;
        this.kernel = kernel;
    }

    String name() {
        return name;
    }

    /** An empty structure. */
    static ByteBuffer structure(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** Makes a call whose argument is a structure. */
    int call(long request, ByteBuffer argument) {
        return used(open -> again(() -> kernel.ioctl(open, request, argument)));
    }

    /** Makes a call whose argument is a number, or none. */
    int call(long request, long argument) {
        return used(open -> again(() -> SysIoctl.ioctl(open, request, argument) < 0 ? Native.getLastError() : 0));
    }

    /** Reads exactly so many bytes; what is too short is {@link Errno#ENXIO}. */
    int read(ByteBuffer target, int bytes, long offset) {
        return used(open -> whole(Unistd.pread(open, target, bytes, offset), bytes));
    }

    /** Writes exactly so many bytes. */
    int write(ByteBuffer source, int bytes, long offset) {
        return used(open -> whole(Unistd.pwrite(open, source, bytes, offset), bytes));
    }

    /** Uses the descriptor while it is open. */
    int used(IntUnaryOperator call) {
        use.readLock().lock();
        try {
            if (fd == NO_DESCRIPTOR) {
                throw new IllegalStateException("a closed device does nothing: device=" + name + "; open it again");
            }
            return call.applyAsInt(fd);
        } finally {
            use.readLock().unlock();
        }
    }

    private static int again(IntSupplier call) {
        int errno = call.getAsInt();
        while (errno == Errno.EINTR) {
            errno = call.getAsInt();
        }
        return errno;
    }

    private static int whole(long done, int wanted) {
        if (done == wanted) {
            return 0;
        }
        return done < 0 ? Native.getLastError() : Errno.ENXIO;
    }

    boolean isOpen() {
        use.readLock().lock();
        try {
            return fd != NO_DESCRIPTOR;
        } finally {
            use.readLock().unlock();
        }
    }

    /** Closes it; what the kernel then says is of no use to anybody. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (fd != NO_DESCRIPTOR) {
                Unistd.close(fd);
                fd = NO_DESCRIPTOR;
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
