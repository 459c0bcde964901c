package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.spi.PageFrames;

/** A DMA-BUF of the kernel, mapped. It is never retired: only the kernel makes such memory zero again. */
final class DmaBufMemory implements DmaBufFile {
    private final MemoryFile mapped;

    /**
     * Shows what is mapped.
     *
     * @param mapped the DMA-BUF, with its descriptor
     */
    DmaBufMemory(MemoryFile mapped) {
        this.mapped = mapped;
    }

    /**
     * Takes a DMA-BUF over, and gives it a name. What fails leaves it closed, also that its maker made it larger than was wanted.
     *
     * @param name for people
     * @param descriptor the memory's from now on
     */
    static DmaBufMemory named(Mappings mappings, String name, int descriptor, long bytes) {
        try {
            FileIdentity.of(descriptor, bytes);
            DmaBufSync.name(descriptor, name);
            return new DmaBufMemory(mappings.unsharedFile(name, descriptor, bytes, 0));
        } catch (EntrepotException e) {
            Unistd.close(descriptor);
            throw e;
        }
    }

    /**
     * Checks a size that is asked for.
     *
     * @param maker of the memory, for people
     */
    static void check(String maker, long bytes) {
        if (bytes <= 0 || bytes % PageFrames.PAGE_SIZE != 0 || bytes > RegionPart.LARGEST_VIEW) {
            throw new IllegalArgumentException("memory of " + maker + " is whole pages of " + PageFrames.PAGE_SIZE
                    + ", " + RegionPart.LARGEST_VIEW + " bytes at most: bytes=" + bytes + "; round the size up");
        }
    }

    @Override
    public boolean awaitDrivers(CpuUse use, Duration longest) {
        return DmaBufSync.await(fd(), use, longest);
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        DmaBufSync.begin(fd(), use);
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        DmaBufSync.end(fd(), use);
    }

    private int fd() {
        return descriptor()
                .orElseThrow(() -> new IllegalStateException("a bracket is of an open DMA-BUF: size=" + size()));
    }

    @Override
    public long size() {
        return mapped.size();
    }

    @Override
    public ByteBuffer view() {
        return mapped.view();
    }

    @Override
    public OptionalInt descriptor() {
        return mapped.descriptor();
    }

    @Override
    public void close() {
        mapped.close();
    }
}
