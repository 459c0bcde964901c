package org.entrepot.device.v4l2.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRegion;

/** Plays memory files, and DMA-BUFs of them. */
final class ModelFiles implements MemoryFiles {
    private final long largest;
    List<Part> parts = List.of();

    ModelFiles(long largest) {
        this.largest = largest;
    }

    @Override
    public MemoryFile create(String name, long bytes) {
        return new Bytes(bytes);
    }

    @Override
    public DmaBufs dmaBufs() {
        return new DmaBufs(largest, "a test");
    }

    @Override
    public DmaBufFile dmaBuf(String name, List<Part> wanted) {
        parts = wanted;
        return new Bytes(wanted.stream().mapToLong(Part::bytes).sum());
    }

    @Override
    public MemoryRegion region(String name, long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public HugePages hugePages() {
        return new HugePages(0, 0);
    }

    @Override
    public MemoryFile createHuge(String name, long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MemoryRegion hugeRegion(String name, long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Form form() {
        return new Form(Form.Kind.SEALED_MEMFD, "a test");
    }

    @Override
    public Usage usage() {
        return new Usage(0, 0, 0, 0, 0);
    }

    private record Bytes(long size) implements DmaBufFile {
        @Override
        public ByteBuffer view() {
            return ByteBuffer.allocate(Math.toIntExact(size));
        }

        @Override
        public OptionalInt descriptor() {
            return OptionalInt.of(7);
        }

        @Override
        public boolean awaitDrivers(CpuUse use, Duration longest) {
            return true;
        }

        @Override
        public void beginCpuAccess(CpuUse use) {}

        @Override
        public void endCpuAccess(CpuUse use) {}

        @Override
        public void close() {}
    }
}
