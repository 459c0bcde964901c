package org.entrepot.linux.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.entrepot.api.CpuUse;
import org.entrepot.lab.LabMemory;
import org.entrepot.lab.Need;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.MemoryRegion;

/** Memory of the guest as a driver gets it, with no engine between; what is not on this kernel skips the test. Closing frees it. */
public final class RawMemory implements AutoCloseable {
    private static final int PAGE = 4096;

    private final int descriptor;
    private final MemoryFile shared;
    private final MemoryFile mapped;
    private final Deque<AutoCloseable> owned;

    private RawMemory(int descriptor, MemoryFile shared, MemoryFile mapped, Deque<AutoCloseable> owned) {
        this.descriptor = descriptor;
        this.shared = shared;
        this.mapped = mapped;
        this.owned = owned;
    }

    /** Of a heap of the kernel. */
    public static RawMemory ofHeap(String name, long bytes) {
        Need.device("/dev/dma_heap/" + name);
        try (KernelHeap heap = GuestHeaps.open().open(List.of(name))) {
            DmaBufFile buffer = heap.allocate("raw", pages(bytes));
            return new RawMemory(buffer.descriptor().orElseThrow(), buffer, buffer, owned(buffer));
        }
    }

    /** A DMA-BUF of a memory file, each second page first: it is not one run, whichever pages the kernel gave the file. */
    public static RawMemory ofUdmabuf(long bytes) {
        MemoryFile file = GuestLinux.files().create("raw", pages(bytes));
        int pages = Math.toIntExact(file.size() / PAGE);
        IntStream order = IntStream.concat(
                IntStream.range(0, pages).filter(page -> page % 2 == 0),
                IntStream.range(0, pages).filter(page -> page % 2 == 1));
        int descriptor = file.descriptor().orElseThrow();
        return ofUdmabuf(
                file,
                order.mapToObj(page -> new Part(descriptor, (long) page * PAGE, PAGE))
                        .toList());
    }

    /** A DMA-BUF of huge pages. */
    public static RawMemory ofHugePages(long bytes) {
        MemoryFiles files = GuestLinux.files();
        long free = files.hugePages().free();
        long wanted = (bytes + HugePages.BYTES - 1) / HugePages.BYTES;
        assumeTrue(free >= wanted, () -> "the guest has too few huge pages: free=" + free + " wanted=" + wanted);
        MemoryFile file = files.createHuge("raw", wanted * HugePages.BYTES);
        return ofUdmabuf(file, List.of(new Part(file.descriptor().orElseThrow(), 0, pages(bytes))));
    }

    private static RawMemory ofUdmabuf(MemoryFile file, List<Part> parts) {
        Need.device("/dev/udmabuf");
        DmaBufFile buffer = GuestLinux.files().dmaBuf("raw", parts);
        return new RawMemory(buffer.descriptor().orElseThrow(), buffer, file, owned(buffer, file));
    }

    /** A file in memory, which is no DMA-BUF. */
    public static RawMemory ofFile(long bytes) {
        MemoryFile file = GuestLinux.files().create("raw", pages(bytes));
        return new RawMemory(file.descriptor().orElseThrow(), file, file, owned(file));
    }

    /** What was kept from the kernel when it booted: its descriptor is that of all memory. */
    public static RawMemory ofCarveOut(long bytes) {
        MemoryRegion region = LabMemory.carveOutRegion(pages(bytes));
        MemoryFile window = region.window(0, pages(bytes));
        int all = KernelCall.open("/dev/mem");
        return new RawMemory(all, window, window, owned(() -> Unistd.close(all), window, region));
    }

    private static long pages(long bytes) {
        return (bytes + PAGE - 1) & -PAGE;
    }

    private static Deque<AutoCloseable> owned(AutoCloseable... inThisOrder) {
        return new ArrayDeque<>(List.of(inThisOrder));
    }

    /** What a driver is offered. */
    public int descriptor() {
        return descriptor;
    }

    /** Bytes, whole pages. */
    public long size() {
        return shared.size();
    }

    /** The addresses in this process that a driver in user space is offered. */
    public long address() {
        return Pointer.nativeValue(Native.getDirectBufferPointer(mapped.view()));
    }

    /** What is at those addresses. */
    public ByteBuffer mapped() {
        return mapped.view();
    }

    /** Writes bytes, from the first on, as a driver sees them that imports the descriptor. */
    public void write(ByteBuffer bytes) {
        begin(CpuUse.WRITE);
        shared.view().duplicate().put(bytes.duplicate());
        end(CpuUse.WRITE);
    }

    /** A copy of the first bytes, as such a driver sees them. */
    public ByteBuffer read(int bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        begin(CpuUse.READ);
        copy.put(0, shared.view(), 0, bytes);
        end(CpuUse.READ);
        return copy;
    }

    /** How many pages of the first bytes differ from others, of which there are at least as many. */
    public int pagesThatDiffer(ByteBuffer others, int bytes) {
        begin(CpuUse.READ);
        int differing = 0;
        for (int at = 0; at < bytes; at += PAGE) {
            int length = Math.min(PAGE, bytes - at);
            if (shared.view().slice(at, length).mismatch(others.slice(at, length)) >= 0) {
                differing++;
            }
        }
        end(CpuUse.READ);
        return differing;
    }

    private void begin(CpuUse use) {
        if (shared instanceof DmaBufFile buffer) {
            buffer.beginCpuAccess(use);
        }
    }

    private void end(CpuUse use) {
        if (shared instanceof DmaBufFile buffer) {
            buffer.endCpuAccess(use);
        }
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable each : owned) {
                each.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
