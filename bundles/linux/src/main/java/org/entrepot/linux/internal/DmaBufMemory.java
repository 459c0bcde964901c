package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;

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
