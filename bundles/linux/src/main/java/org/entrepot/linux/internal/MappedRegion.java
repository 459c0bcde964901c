package org.entrepot.linux.internal;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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
    private final long start;
    private final Zeroes zeroes;
    /** Held to read while the descriptor is used, to write while it is closed: its number may be another file's then. */
    private final ReadWriteLock descriptorUse = new ReentrantReadWriteLock();

    /** How a part becomes zero. */
    interface Zeroes {
        /**
         * Makes bytes of a file zero.
         *
         * @param fd the file
         * @param pieces the region's bytes
         * @param offset in the file
         * @param at in the region
         */
        void zero(int fd, Pieces pieces, long offset, long at, long bytes);
    }

    private MappedRegion(Mappings mappings, MappedRange whole, String name, long start, Zeroes zeroes) {
        this.mappings = mappings;
        this.whole = whole;
        this.pieces = new Pieces(whole.address(), whole.size());
        this.name = name;
        this.start = start;
        this.zeroes = zeroes;
    }

    /**
     * Hands a mapped file out.
     *
     * @param whole its mapping, which is the region's from now on
     * @param start where in the file the region begins
     */
    static MappedRegion over(
            Mappings mappings, MappedRange whole, String name, long start, Zeroes zeroes, Cleaner cleaner) {
        MappedRegion region = new MappedRegion(mappings, whole, name, start, zeroes);
        cleaner.register(region, whole);
        return region;
    }

    @Override
    public long size() {
        return whole.size();
    }

    @Override
    public MemoryFile window(long offset, long bytes) {
        RegionPart.checkWindow(size(), offset, bytes);
        descriptorUse.readLock().lock();
        try {
            return mappings.window(name, openDescriptor(), start + offset, bytes);
        } finally {
            descriptorUse.readLock().unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void zero(long offset, long bytes) {
        RegionPart.check(size(), offset, bytes);
        descriptorUse.readLock().lock();
        try {
            zeroes.zero(openDescriptor(), pieces, start + offset, offset, bytes);
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
