package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufSyncLayout;

/** A DMA-BUF of the kernel, mapped. It is never retired: only the kernel makes such memory zero again. */
final class DmaBufMemory implements DmaBufFile {
    /** By what the CPU does. The kernel only reads them, so that all brackets share them. */
    private static final ByteBuffer[] BEGIN = structures(LinuxDmaBuf.DMA_BUF_SYNC_START);

    private static final ByteBuffer[] END = structures(LinuxDmaBuf.DMA_BUF_SYNC_END);

    private final MemoryFile mapped;

    /**
     * Shows what is mapped.
     *
     * @param mapped the DMA-BUF, with its descriptor
     */
    DmaBufMemory(MemoryFile mapped) {
        this.mapped = mapped;
    }

    private static ByteBuffer[] structures(long edge) {
        ByteBuffer[] structures = new ByteBuffer[(int) LinuxDmaBuf.DMA_BUF_SYNC_RW + 1];
        for (int use = 0; use < structures.length; use++) {
            structures[use] = ByteBuffer.allocateDirect(DmaBufSyncLayout.SIZEOF)
                    .order(ByteOrder.nativeOrder())
                    .putLong(DmaBufSyncLayout.FLAGS, edge | use);
        }
        return structures;
    }

    private static int flags(CpuUse use) {
        return (int) ((use.reads() ? LinuxDmaBuf.DMA_BUF_SYNC_READ : 0)
                | (use.writes() ? LinuxDmaBuf.DMA_BUF_SYNC_WRITE : 0));
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        sync("begin", use, BEGIN);
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        sync("end", use, END);
    }

    private void sync(String edge, CpuUse use, ByteBuffer[] structures) {
        if (use == CpuUse.NONE) {
            throw new IllegalArgumentException("a bracket reads or writes: use=" + use);
        }
        int fd = descriptor()
                .orElseThrow(() -> new IllegalStateException("a bracket is of an open DMA-BUF: size=" + size()));
        int result;
        do {
            result = SysIoctl.ioctl(fd, LinuxDmaBuf.DMA_BUF_IOCTL_SYNC, structures[flags(use)]);
        } while (result < 0 && Errno.isToBeTriedAgain());
        if (result < 0) {
            throw Errno.failure("ioctl(DMA_BUF_IOCTL_SYNC, " + edge + " " + use + ")");
        }
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
