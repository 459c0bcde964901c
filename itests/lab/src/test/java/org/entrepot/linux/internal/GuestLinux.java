package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.NodeWatches;
import org.entrepot.linux.VideoDevices;

/** The services of {@code org.entrepot.linux}, as the framework would offer them. Warnings go to the standard error of the guest. */
public final class GuestLinux {
    private GuestLinux() {}

    /** Makes memory files. */
    public static MemoryFiles files() {
        return new MemoryFileStore("memfd", null, System.err::println);
    }

    /** Opens video devices. */
    public static VideoDevices videos() {
        return new VideoNodes(files(), System.err::println);
    }

    /** Maps by descriptor. */
    public static DriverMapper mapper() {
        return new DriverMapper(files());
    }

    /** Watches nodes. */
    public static NodeWatches watches() {
        return new FolderWatcher(files(), System.err::println, FolderEvents::new);
    }

    /** A heap of memory files that are DMA-BUFs by udmabuf, in pieces that are in no order. */
    public static KernelHeap udmabuf() {
        return new MemoryFileHeap(files());
    }

    private record MemoryFileHeap(MemoryFiles files) implements KernelHeap {
        private static final long MOST = 64 << 20;

        @Override
        public Path node() {
            return Path.of("/dev/udmabuf");
        }

        @Override
        public DmaBufFile allocate(String name, long bytes) {
            MemoryFile file = files.create(name, bytes);
            try {
                Part whole = new Part(file.descriptor().orElseThrow(), 0, bytes);
                return new Pinned(file, files.dmaBuf(name, List.of(whole)));
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
        }

        @Override
        public long capacity() {
            return MOST;
        }

        @Override
        public long free() {
            return MOST;
        }

        @Override
        public long highestAddress() {
            return new MachineMemory(Path.of("/proc")).highestAddress();
        }

        @Override
        public void close() {}
    }

    /** A DMA-BUF with the file of which it is made. */
    private record Pinned(MemoryFile file, DmaBufFile dmaBuf) implements DmaBufFile {
        @Override
        public long size() {
            return dmaBuf.size();
        }

        @Override
        public ByteBuffer view() {
            return dmaBuf.view();
        }

        @Override
        public OptionalInt descriptor() {
            return dmaBuf.descriptor();
        }

        @Override
        public boolean awaitDrivers(CpuUse use, Duration longest) {
            return dmaBuf.awaitDrivers(use, longest);
        }

        @Override
        public void beginCpuAccess(CpuUse use) {
            dmaBuf.beginCpuAccess(use);
        }

        @Override
        public void endCpuAccess(CpuUse use) {
            dmaBuf.endCpuAccess(use);
        }

        @Override
        public void close() {
            dmaBuf.close();
            file.close();
        }
    }
}
