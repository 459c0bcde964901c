package org.entrepot.exporter.cma.internal;

import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.Part;
import org.jspecify.annotations.Nullable;

/**
 * The front of a memory file as a DMA-BUF: as large as the buffer, for a buffer and its descriptor have one size. Made when it is
 * first asked for. Safe for use by several threads.
 */
final class SharedFront implements MemoryFile.Sharing, AutoCloseable {
    private final MemoryFiles files;
    private final String name;
    private final MemoryFile whole;
    private final long bytes;
    private volatile @Nullable DmaBufFile made;
    private boolean closed;

    /**
     * Makes nothing yet.
     *
     * @param name for people
     * @param whole the file
     * @param bytes of its front, whole pages
     */
    SharedFront(MemoryFiles files, String name, MemoryFile whole, long bytes) {
        this.files = files;
        this.name = name;
        this.whole = whole;
        this.bytes = bytes;
    }

    @Override
    public synchronized int descriptor() {
        if (closed) {
            throw new IllegalStateException("a DMA-BUF is of an open file: name=" + name);
        }
        DmaBufFile front = made;
        if (front == null) {
            front = files.dmaBuf(name, List.of(new Part(whole.descriptor().orElseThrow(), 0, bytes)));
            made = front;
        }
        return front.descriptor().orElseThrow();
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        DmaBufFile front = made;
        if (front != null) {
            front.beginCpuAccess(use);
        }
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        DmaBufFile front = made;
        if (front != null) {
            front.endCpuAccess(use);
        }
    }

    /** Lets the DMA-BUF go; whoever imported it keeps the memory until it lets go as well. */
    @Override
    public synchronized void close() {
        closed = true;
        DmaBufFile front = made;
        made = null;
        if (front != null) {
            front.close();
        }
    }
}
