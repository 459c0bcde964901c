package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

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
    private static final Path MAX_MAP_COUNT = Path.of("/proc/sys/vm/max_map_count");
    private static final long USUAL_MAX_MAP_COUNT = 65_530;

    private final Tally tally;
    private final KnownRanges known = new KnownRanges();
    private final long most;

    /**
     * Takes nothing yet.
     *
     * @param tally that knows how many ranges there are, and how many of them wait for the collector
     */
    AddressSpace(Tally tally) {
        this.tally = tally;
        long allowed = SystemFile.number(MAX_MAP_COUNT).orElse(USUAL_MAX_MAP_COUNT);
        // The JVM ends when it has no mapping left for itself, and a stale view can only be covered while there is one.
        this.most = allowed - allowed / 8;
    }

    /**
     * Shows a part of a file at new addresses.
     *
     * @param flags of mmap beyond {@code MAP_SHARED}
     * @return the first of them
     * @throws EntrepotException if the kernel refuses, or would refuse the JVM soon
     */
    long map(int fd, long offset, long bytes, int flags) {
        if (isFull() && !isCollectedUntil(() -> !isFull())) {
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "a process has mappings left: open=" + tally.ranges() + " most=" + most
                            + " (the JVM needs some); close files and windows, or raise vm.max_map_count");
        }
        long address = persisting(() -> SysMman.mmap(0, bytes, READ_WRITE, SysMman.MAP_SHARED | flags, fd, offset));
        if (address == SysMman.MAP_FAILED) {
            throw Errno.failure("mmap(" + bytes + " bytes)");
        }
        known.add(address, bytes);
        return address;
    }

    /** Gives addresses back that nobody can use any more; false if the kernel refuses. */
    boolean unmap(long address, long bytes) {
        known.remove(address, bytes);
        return SysMman.munmap(address, bytes) >= 0;
    }

    /** The large ones of those that were mapped and not given back. */
    KnownRanges known() {
        return known;
    }

    private boolean isFull() {
        return tally.ranges() >= most;
    }

    /** Puts private zero pages at addresses in use, in one step as far as readers are concerned; false if the kernel refuses. */
    boolean cover(long address, long bytes) {
        return persisting(() -> SysMman.mmap(address, bytes, READ_WRITE, ZEROS_OVER, -1, 0)) != SysMman.MAP_FAILED;
    }

    private long persisting(LongSupplier mmap) {
        long[] address = {mmap.getAsLong()};
        if (address[0] == SysMman.MAP_FAILED && Errno.isOutOfMemory()) {
            isCollectedUntil(() -> {
                address[0] = mmap.getAsLong();
                return address[0] != SysMman.MAP_FAILED;
            });
        }
        return address[0];
    }

    /** Has addresses collected until there are enough; false if there are none to collect any more, or it takes too long. */
    private boolean isCollectedUntil(BooleanSupplier enough) {
        if (tally.usage().awaiting() > 0) {
            System.gc();
        }
        boolean done = enough.getAsBoolean();
        long pause = 1;
        while (!done && pause <= LONGEST_PAUSE_MILLIS && tally.usage().awaiting() > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            done = enough.getAsBoolean();
            pause *= 2;
        }
        return done;
    }
}
