package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;

/** Shows files of the kernel to the JVM, and sees to it that the addresses are given back when nobody can use them. */
final class Mappings {
    private final Cleaner cleaner = Cleaner.create();
    private final Tally tally;
    private final AddressSpace addresses;
    private final Consumer<String> warnings;

    /**
     * Maps nothing yet.
     *
     * @param tally counts
     * @param warnings told what was not closed, and what the kernel refused while giving back
     */
    Mappings(Tally tally, Consumer<String> warnings) {
        this.tally = tally;
        this.addresses = new AddressSpace(tally);
        this.warnings = warnings;
    }

    /**
     * Shows a whole file.
     *
     * @param fd the memory file's from now on
     * @throws EntrepotException if there are no addresses; the descriptor is the caller's still
     */
    MemoryFile file(String name, int fd, long bytes) {
        long address = addresses.map(fd, 0, bytes);
        return memory(address, bytes, fd, tally.file(name, bytes));
    }

    /**
     * Shows a part of a file, whose descriptor stays its owner's.
     *
     * @throws EntrepotException if there are no addresses
     */
    MemoryFile window(String name, int fd, long offset, long bytes) {
        long address = addresses.map(fd, offset, bytes);
        return memory(address, bytes, MappedRange.NO_DESCRIPTOR, tally.window(name, bytes));
    }

    private MemoryFile memory(long address, long bytes, int fd, Tally.Entry entry) {
        return new MappedMemory(new MappedRange(addresses, address, bytes, fd, entry, warnings), cleaner);
    }

    /**
     * Hands a part of a file out in parts of its own.
     *
     * @param fd the region's from now on
     * @param start where in the file the region begins
     * @throws EntrepotException if there are no addresses; the descriptor is the caller's still
     */
    MappedRegion region(String name, int fd, long start, long bytes, MappedRegion.Zeroes zeroes) {
        long address = addresses.map(fd, start, bytes);
        MappedRange whole = new MappedRange(addresses, address, bytes, fd, tally.file(name, bytes), warnings);
        return MappedRegion.over(this, whole, name, start, zeroes, cleaner);
    }
}
