package org.entrepot.linux.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The addresses of this process, taken for files and covered with zeros. Those of closed files wait for the garbage collector, and a
 * process that makes little garbage may run out before it runs; so it is asked, and the call repeated for half a second at most.
 * The JVM does the same for its direct buffers.
 */
final class AddressSpace {
    private static final int READ_WRITE = SysMman.PROT_READ | SysMman.PROT_WRITE;
    private static final int ZEROS_OVER =
            SysMman.MAP_PRIVATE | SysMman.MAP_ANONYMOUS | SysMman.MAP_FIXED | SysMman.MAP_NORESERVE;
    private static final long LONGEST_PAUSE_MILLIS = 256;

    private final Tally tally;

    /**
     * Takes nothing yet.
     *
     * @param tally that knows how many ranges wait for the collector
     */
    AddressSpace(Tally tally) {
        this.tally = tally;
    }

    /**
     * Shows a part of a file at new addresses.
     *
     * @param flags of mmap beyond {@code MAP_SHARED}
     * @return the first of them
     * @throws org.entrepot.api.EntrepotException if the kernel refuses
     */
    long map(int fd, long offset, long bytes, int flags) {
        long address = persisting(() -> SysMman.mmap(0, bytes, READ_WRITE, SysMman.MAP_SHARED | flags, fd, offset));
        if (address == SysMman.MAP_FAILED) {
            throw Errno.failure("mmap(" + bytes + " bytes)");
        }
        return address;
    }

    /** Puts private zero pages at addresses in use, in one step as far as readers are concerned; false if the kernel refuses. */
    boolean cover(long address, long bytes) {
        return persisting(() -> SysMman.mmap(address, bytes, READ_WRITE, ZEROS_OVER, -1, 0)) != SysMman.MAP_FAILED;
    }

    private long persisting(LongSupplier mmap) {
        long address = mmap.getAsLong();
        return address == SysMman.MAP_FAILED && Errno.isOutOfMemory() ? onceCollected(mmap) : address;
    }

    private long onceCollected(LongSupplier mmap) {
        if (tally.usage().awaiting() > 0) {
            System.gc();
        }
        long address = mmap.getAsLong();
        long pause = 1;
        while (address == SysMman.MAP_FAILED
                && pause <= LONGEST_PAUSE_MILLIS
                && tally.usage().awaiting() > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            address = mmap.getAsLong();
            pause *= 2;
        }
        return address;
    }
}
