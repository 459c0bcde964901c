package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;

/** Files of the kernel: made by {@code memfd_create}, sized, sealed, mapped, in this order, and unmade in the reverse. */
final class SealedMemfds implements MemoryForm {
    private static final int SEALS = Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_SEAL;
    private static final int LONGEST_NAME = 50;
    private static final long LONGEST_PAUSE_MILLIS = 256;

    private final Cleaner cleaner = Cleaner.create();
    private final Tally tally;
    private final Consumer<String> warnings;

    /**
     * Makes nothing yet.
     *
     * @param tally counts
     * @param warnings told what was not closed, and what the kernel refused while giving back
     */
    SealedMemfds(Tally tally, Consumer<String> warnings) {
        this.tally = tally;
        this.warnings = warnings;
    }

    @Override
    public Form form() {
        return new Form(Form.Kind.SEALED_MEMFD, "memfd_create(2) of Linux " + System.getProperty("os.version"));
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        int fd = SysMman.memfd_create(shown, SysMman.MFD_CLOEXEC | SysMman.MFD_ALLOW_SEALING);
        if (fd < 0) {
            throw Errno.failure("memfd_create(" + shown + ")");
        }
        try {
            return map(shown, fd, bytes);
        } catch (EntrepotException e) {
            Unistd.close(fd);
            throw e;
        }
    }

    private MemoryFile map(String name, int fd, long bytes) {
        if (Unistd.ftruncate(fd, bytes) < 0) {
            throw Errno.failure("ftruncate(" + bytes + ")");
        }
        if (Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, SEALS) < 0) {
            throw Errno.failure("fcntl(F_ADD_SEALS)");
        }
        long address = shared(fd, bytes);
        if (address == SysMman.MAP_FAILED && Errno.isOutOfMemory()) {
            address = sharedOnceCollected(fd, bytes);
        }
        if (address == SysMman.MAP_FAILED) {
            throw Errno.failure("mmap(" + bytes + " bytes)");
        }
        tally.made(bytes);
        return new SealedMemfd(new MappedRange(name, address, bytes, fd, tally, warnings), cleaner);
    }

    private static long shared(int fd, long bytes) {
        return SysMman.mmap(0, bytes, SysMman.PROT_READ | SysMman.PROT_WRITE, SysMman.MAP_SHARED, fd, 0);
    }

    /**
     * Tries again while the garbage collector gives addresses back: those of closed files wait for it, and a process that makes
     * little garbage may run out of addresses before it runs. The JVM does the same for its direct buffers.
     */
    private long sharedOnceCollected(int fd, long bytes) {
        if (tally.usage().awaiting() > 0) {
            System.gc();
        }
        long address = shared(fd, bytes);
        long pause = 1;
        while (address == SysMman.MAP_FAILED
                && pause <= LONGEST_PAUSE_MILLIS
                && tally.usage().awaiting() > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            address = shared(fd, bytes);
            pause *= 2;
        }
        return address;
    }
}
