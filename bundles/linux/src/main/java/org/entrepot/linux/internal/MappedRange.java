package org.entrepot.linux.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The addresses of a memory file, apart from the view, so that they can be given back when no view refers to them. First the
 * bytes go, then, perhaps much later, the addresses.
 */
final class MappedRange implements Runnable {
    private final String name;
    private final long address;
    private final long size;
    private final int fd;
    private final Tally tally;
    private final Consumer<String> warnings;
    private final AtomicBoolean open = new AtomicBoolean(true);

    MappedRange(String name, long address, long size, int fd, Tally tally, Consumer<String> warnings) {
        this.name = name;
        this.address = address;
        this.size = size;
        this.fd = fd;
        this.tally = tally;
        this.warnings = warnings;
    }

    long address() {
        return address;
    }

    long size() {
        return size;
    }

    int fd() {
        return fd;
    }

    boolean isOpen() {
        return open.get();
    }

    /**
     * Puts private zero pages where the file's were, in one step as far as readers are concerned, and closes the file. True
     * for the call that did it.
     */
    boolean replaceByZeros() {
        if (!open.compareAndSet(true, false)) {
            return false;
        }
        int flags = SysMman.MAP_PRIVATE | SysMman.MAP_ANONYMOUS | SysMman.MAP_FIXED | SysMman.MAP_NORESERVE;
        if (SysMman.mmap(address, size, SysMman.PROT_READ | SysMman.PROT_WRITE, flags, -1, 0) == SysMman.MAP_FAILED) {
            // The file's own pages stay behind the stale view: nobody else's, and gone with the last view.
            warnings.accept(Errno.failure("mmap(zero pages over " + name + ")").toString());
        }
        if (Unistd.close(fd) < 0) {
            warnings.accept(Errno.failure("close(" + name + ")").toString());
        }
        tally.closed(size);
        return true;
    }

    /** Gives the addresses back; run when no view can be reached any more. */
    @Override
    public void run() {
        boolean dropped = replaceByZeros();
        if (SysMman.munmap(address, size) < 0) {
            warnings.accept(Errno.failure("munmap(" + name + ")").toString());
        }
        tally.reclaimed();
        if (dropped) {
            tally.dropped(name, size, warnings);
        }
    }
}
