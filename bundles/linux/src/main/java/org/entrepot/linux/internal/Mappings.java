package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.SpareMemory;
import org.jspecify.annotations.Nullable;

/** Shows files of the kernel to the JVM, and sees to it that the addresses are given back when nobody can use them. */
final class Mappings {
    private final Cleaner cleaner = Cleaner.create();
    private final Tally tally;
    private final AddressSpace addresses;
    private final UdmabufNode udmabufs;
    private final Consumer<String> warnings;

    /**
     * Maps nothing yet.
     *
     * @param tally counts
     * @param udmabufs makes DMA-BUFs of files
     * @param warnings told what was not closed, and what the kernel refused while giving back
     */
    Mappings(Tally tally, UdmabufNode udmabufs, Consumer<String> warnings) {
        this.tally = tally;
        this.udmabufs = udmabufs;
        this.addresses = new AddressSpace(tally);
        this.warnings = warnings;
    }

    /**
     * Shows a whole file.
     *
     * @param fd the memory file's from now on
     * @param flags of mmap beyond {@code MAP_SHARED}
     * @throws EntrepotException if there are no addresses; the descriptor is the caller's still
     */
    MemoryFile file(String name, int fd, long bytes, int flags) {
        return file(name, fd, bytes, flags, udmabufs.makes(bytes) ? new FileSharing(udmabufs, name, fd, bytes) : null);
    }

    /** As {@link #file}, of what no DMA-BUF is made of, because it is one itself. */
    MemoryFile unsharedFile(String name, int fd, long bytes, int flags) {
        return file(name, fd, bytes, flags, null);
    }

    private MemoryFile file(String name, int fd, long bytes, int flags, @Nullable FileSharing sharing) {
        long address = addresses.map(fd, 0, bytes, flags);
        MappedRange range = new MappedRange(addresses, address, bytes, fd, tally.file(name, bytes), warnings, sharing);
        return new MappedMemory(this, range, 0, bytes, MappingType.USER_PAGES, cleaner);
    }

    /**
     * Shows a part of a file, whose descriptor stays its owner's.
     *
     * @param hull what must be mapped for it
     * @param terms of the region
     * @throws EntrepotException if there are no addresses
     */
    MemoryFile window(String name, int fd, Hull hull, long bytes, MappedRegion.Terms terms) {
        long address = addresses.map(fd, hull.start(), hull.bytes(), terms.flags());
        MappedRange range = new MappedRange(
                addresses, address, hull.bytes(), MappedRange.NO_DESCRIPTOR, tally.window(name, bytes), warnings, null);
        return new MappedMemory(this, range, hull.before(), bytes, terms.byAddress(), cleaner);
    }

    /**
     * Hands a part of a file out in parts of its own.
     *
     * @param fd the region's from now on
     * @param terms how its parts can be had
     * @throws EntrepotException if there are no addresses; the descriptor is the caller's still
     */
    MappedRegion region(String name, int fd, MappedRegion.Terms terms, long bytes) {
        Hull hull = terms.hull(0, bytes);
        long address = addresses.map(fd, hull.start(), hull.bytes(), terms.flags());
        MappedRange range =
                new MappedRange(addresses, address, hull.bytes(), fd, tally.file(name, bytes), warnings, null);
        Pieces pieces = new Pieces(address + hull.before(), bytes);
        return MappedRegion.over(this, range, pieces, name, terms, cleaner);
    }

    /** Copies from mapping to mapping, as {@link org.entrepot.spi.Copier#copy} says. */
    boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
        return addresses.known().copy(source, from, target, to, bytes);
    }

    /**
     * Keeps a file that has no mapping.
     *
     * @param range the file's, detached: its descriptor is the spare's from now on
     */
    SpareMemory spare(MappedRange range) {
        String name = range.name();
        long bytes = range.size();
        return SpareMemfd.of(
                this,
                new SpareMemfd.Held(range.fd(), bytes, range.isShared(), tally.file(name, bytes), warnings),
                cleaner);
    }
}
