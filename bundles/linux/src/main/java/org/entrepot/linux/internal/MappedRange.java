package org.entrepot.linux.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.linux.MemoryFile;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of memory, apart from the views, so that they can be given back when no view refers to them. First the bytes go, then,
 * perhaps much later, the addresses.
 */
final class MappedRange implements Runnable {
    /** The descriptor of a range that has none to close. */
    static final int NO_DESCRIPTOR = -1;

    private final AddressSpace addresses;
    private final long address;
    private final long size;
    private final int fd;
    private final Tally.Entry entry;
    private final Consumer<String> warnings;
    private final @Nullable FileSharing sharing;
    private final AtomicBoolean open = new AtomicBoolean(true);

    MappedRange(
            AddressSpace addresses,
            long address,
            long size,
            int fd,
            Tally.Entry entry,
            Consumer<String> warnings,
            @Nullable FileSharing sharing) {
        this.addresses = addresses;
        this.address = address;
        this.size = size;
        this.fd = fd;
        this.entry = entry;
        this.warnings = warnings;
        this.sharing = sharing;
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

    /** The range's bytes as a DMA-BUF, while it is open. */
    Optional<MemoryFile.Sharing> sharing() {
        return isOpen() ? Optional.ofNullable(sharing) : Optional.empty();
    }

    /** Whether a DMA-BUF could be made of it while it was open. */
    boolean isShared() {
        return sharing != null;
    }

    /** Whether somebody else has the DMA-BUF that was made of it. */
    boolean isHeldByOthers() {
        return sharing != null && sharing.isHeldByOthers();
    }

    boolean isOpen() {
        return open.get();
    }

    /**
     * Puts private zero pages where the memory's were and closes the descriptor, if there is one.
     *
     * @throws org.entrepot.api.EntrepotException if a range without a descriptor cannot be covered: its memory belongs to a region,
     *     and whoever has the part next must not be seen through a stale view; the range stays open
     */
    void replaceByZeros() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        if (!addresses.cover(address, size)) {
            if (fd == NO_DESCRIPTOR) {
                open.set(true);
                throw Errno.failure("mmap(zero pages over " + entry.name() + ")");
            }
            // The file's own pages stay behind the stale view: nobody else's, and gone with the last view.
            warnings.accept(
                    Errno.failure("mmap(zero pages over " + entry.name() + ")").toString());
        }
        closeDescriptor();
    }

    /**
     * Puts private zero pages where the memory's were and keeps the descriptor open, for whoever called.
     *
     * @return false if the range was closed already, or if it cannot be covered: then it is closed with its descriptor, since its
     *     memory must stay the stale view's alone
     */
    boolean detach() {
        if (!open.compareAndSet(true, false)) {
            return false;
        }
        if (!addresses.cover(address, size)) {
            warnings.accept(
                    Errno.failure("mmap(zero pages over " + entry.name() + ")").toString());
            closeDescriptor();
            return false;
        }
        closeSharing();
        entry.closed();
        return true;
    }

    String name() {
        return entry.name();
    }

    private void closeSharing() {
        if (sharing != null && !sharing.close()) {
            warnings.accept(
                    Errno.failure("close(DMA-BUF of " + entry.name() + ")").toString());
        }
    }

    private void closeDescriptor() {
        closeSharing();
        if (fd != NO_DESCRIPTOR && Unistd.close(fd) < 0) {
            warnings.accept(Errno.failure("close(" + entry.name() + ")").toString());
        }
        entry.closed();
    }

    /** Gives the addresses back; run when no view can be reached any more, so that zeros are of no use. */
    @Override
    public void run() {
        boolean dropped = open.compareAndSet(true, false);
        if (!addresses.unmap(address, size)) {
            warnings.accept(Errno.failure("munmap(" + entry.name() + ")").toString());
        }
        if (dropped) {
            closeDescriptor();
        }
        entry.reclaimed();
        if (dropped) {
            entry.dropped(warnings);
        }
    }
}
