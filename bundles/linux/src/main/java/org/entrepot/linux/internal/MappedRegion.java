package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.MappingType;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;

/**
 * A file of the kernel that is handed out in parts. One mapping of the whole is for devices of the emulated machine; each window has a
 * mapping of its own. Parts without a window cost nothing.
 */
final class MappedRegion implements MemoryRegion {
    private final Mappings mappings;
    private final MappedRange whole;
    private final Pieces pieces;
    private final String name;
    private final Terms terms;
    /** Held to read while the descriptor is used, to write while it is closed: its number may be another file's then. */
    private final ReadWriteLock descriptorUse = new ReentrantReadWriteLock();

    /**
     * How parts of a file can be had.
     *
     * @param start where in the file the region begins
     * @param hulls what must be mapped for a part
     * @param flags of mmap beyond {@code MAP_SHARED}
     * @param zeros how a part becomes zero
     * @param byAddress as what a window can be mapped for a driver in user space
     */
    record Terms(long start, Hull.Rule hulls, int flags, Zeros zeros, MappingType byAddress) {
        Hull hull(long offset, long bytes) {
            return hulls.around(start + offset, bytes);
        }
    }

    /** A way to make a part zero. */
    interface Zeros {
        /** Writes them. */
        Zeros WRITTEN = (fd, fileOffset, pieces, offset, bytes) -> pieces.zero(offset, bytes);

        /**
         * Makes a part zero.
         *
         * @param fd the file
         * @param fileOffset of the part in the file
         * @param pieces the region's bytes
         * @param offset of the part in the region
         */
        void put(int fd, long fileOffset, Pieces pieces, long offset, long bytes);
    }

    private MappedRegion(Mappings mappings, MappedRange whole, Pieces pieces, String name, Terms terms) {
        this.mappings = mappings;
        this.whole = whole;
        this.pieces = pieces;
        this.name = name;
        this.terms = terms;
    }

    /**
     * Hands a mapped file out.
     *
     * @param whole its mapping, which is the region's from now on
     * @param pieces of the mapping, as many bytes as the region has
     */
    static MappedRegion over(
            Mappings mappings, MappedRange whole, Pieces pieces, String name, Terms terms, Cleaner cleaner) {
        MappedRegion region = new MappedRegion(mappings, whole, pieces, name, terms);
        cleaner.register(region, whole);
        return region;
    }

    @Override
    public long size() {
        return pieces.bytes();
    }

    @Override
    public MemoryFile window(long offset, long bytes) {
        RegionPart.checkWindow(size(), offset, bytes);
        Hull hull = terms.hull(offset, bytes);
        descriptorUse.readLock().lock();
        try {
            return mappings.window(name, openDescriptor(), hull, bytes, terms);
        } finally {
            descriptorUse.readLock().unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Optional<MappingType> byAddress() {
        return Optional.of(terms.byAddress());
    }

    @Override
    public void zero(long offset, long bytes) {
        RegionPart.check(size(), offset, bytes);
        descriptorUse.readLock().lock();
        try {
            terms.zeros().put(openDescriptor(), terms.start() + offset, pieces, offset, bytes);
        } finally {
            descriptorUse.readLock().unlock();
            Reference.reachabilityFence(this);
        }
    }

    private int openDescriptor() {
        if (!whole.isOpen()) {
            throw RegionPart.closed(name);
        }
        return whole.fd();
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) {
        RegionPart.checkCopy(size(), offset, length);
        try {
            pieces.read(offset, target, at, length);
        } finally {
            // The cleaner unmaps the pieces when the region is unreachable, which it must not be before the last byte.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long offset, byte[] source, int at, int length) {
        RegionPart.checkCopy(size(), offset, length);
        try {
            if (whole.isOpen()) {
                pieces.write(offset, source, at, length);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public OptionalInt descriptor() {
        return whole.isOpen() ? OptionalInt.of(whole.fd()) : OptionalInt.empty();
    }

    @Override
    public void close() {
        descriptorUse.writeLock().lock();
        try {
            whole.replaceByZeros();
        } finally {
            descriptorUse.writeLock().unlock();
            Reference.reachabilityFence(this);
        }
    }
}
