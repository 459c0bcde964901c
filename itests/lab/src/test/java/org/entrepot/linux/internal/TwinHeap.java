package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;

/** The emulated twin of a heap of the kernel: sealed memory files, whose own descriptors stand for DMA-BUFs. */
record TwinHeap(MemoryFileStore files) implements KernelHeap {
    private static final long ROOM = 64L << 20;

    @Override
    public Path node() {
        return Path.of("/dev/dma_heap/twin");
    }

    @Override
    public DmaBufFile allocate(String name, long bytes) {
        return new Twin(files.create(name, bytes));
    }

    @Override
    public long capacity() {
        return ROOM;
    }

    @Override
    public long free() {
        return ROOM;
    }

    @Override
    public long highestAddress() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        // Its files are closed by whoever has them.
    }

    /** Coherent without brackets. */
    private record Twin(MemoryFile file) implements DmaBufFile {
        @Override
        public long size() {
            return file.size();
        }

        @Override
        public ByteBuffer view() {
            return file.view();
        }

        @Override
        public OptionalInt descriptor() {
            return file.descriptor();
        }

        @Override
        public boolean awaitDrivers(CpuUse use, Duration longest) {
            // No driver knows of them.
            return true;
        }

        @Override
        public void beginCpuAccess(CpuUse use) {
            // Nothing is cached.
        }

        @Override
        public void endCpuAccess(CpuUse use) {
            // Nothing is cached.
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
