package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Part;

/** The DMA-BUF of a memory file, made when it is first asked for. Safe for use by several threads. */
final class FileSharing implements MemoryFile.Sharing {
    private static final int NONE_YET = -1;
    /** As {@code dma_buf_show_fdinfo} writes it. */
    private static final String ONLY_OURS = "count:\t1";

    private final UdmabufNode node;
    private final String name;
    private final int file;
    private final long bytes;
    private volatile int made = NONE_YET;
    private boolean closed;

    FileSharing(UdmabufNode node, String name, int file, long bytes) {
        this.node = node;
        this.name = name;
        this.file = file;
        this.bytes = bytes;
    }

    @Override
    public synchronized int descriptor() {
        if (closed) {
            throw new IllegalStateException("a DMA-BUF is of an open file: name=" + name);
        }
        if (made == NONE_YET) {
            int fd = node.create(name, List.of(new Part(file, 0, bytes)));
            // udmabuf refuses the end of a bracket before the first has begun: one that is open already would end so.
            DmaBufSync.begin(fd, CpuUse.READ_WRITE);
            DmaBufSync.end(fd, CpuUse.READ_WRITE);
            made = fd;
        }
        return made;
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        int fd = made;
        if (fd != NONE_YET) {
            DmaBufSync.begin(fd, use);
        }
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        int fd = made;
        if (fd != NONE_YET) {
            DmaBufSync.end(fd, use);
        }
    }

    /**
     * Whether somebody else has the DMA-BUF: a duplicate of its descriptor, a mapping, a driver that imported it. The kernel
     * counts them; what it does not tell counts as somebody.
     */
    synchronized boolean isHeldByOthers() {
        return made != NONE_YET
                && SystemFile.text(Path.of("/proc/self/fdinfo/" + made))
                        .filter(facts -> facts.lines().anyMatch(ONLY_OURS::equals))
                        .isEmpty();
    }

    /** Lets the DMA-BUF go; whoever imported it keeps the memory until it lets go as well. False if the kernel complains. */
    synchronized boolean close() {
        closed = true;
        int fd = made;
        made = NONE_YET;
        return fd == NONE_YET || Unistd.close(fd) == 0;
    }
}
