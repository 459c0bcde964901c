package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.internal.DmaHeap.DmaHeapAllocationDataLayout;

/** An open node of {@code /dev/dma_heap}. */
final class HeapNode implements KernelHeap {
    /** Of the whole, what the machine keeps for its programs however much a heap is asked for. */
    private static final int SPARED = 16;

    private final Path node;
    private final Mappings mappings;
    private final MachineMemory machine;
    private final DeviceFile heap;

    /**
     * Takes an open node over.
     *
     * @param fd the heap's from now on
     */
    HeapNode(Path node, int fd, Mappings mappings, MachineMemory machine) {
        this.node = node;
        this.heap = new DeviceFile(node.toString(), fd);
        this.mappings = mappings;
        this.machine = machine;
    }

    @Override
    public Path node() {
        return node;
    }

    /** Whether it hands out whatever memory the machine has; others have a region of their own. */
    private boolean isOfSystem() {
        return node.getFileName().toString().startsWith("system");
    }

    @Override
    public long capacity() {
        return isOfSystem() ? machine.half() : machine.contiguous().orElse(machine.half());
    }

    @Override
    public long free() {
        return isOfSystem() ? Math.max(0, machine.available() - machine.total() / SPARED) : machine.contiguousFree();
    }

    @Override
    public long highestAddress() {
        return machine.highestAddress();
    }

    @Override
    public DmaBufFile allocate(String name, long bytes) {
        DmaBufMemory.check("a heap", bytes);
        checkBound(bytes);
        return DmaBufMemory.named(mappings, name, allocated(bytes), bytes);
    }

    /** The kernel's system heap ends programs rather than refuse ({@code __GFP_NORETRY} is for large blocks only). */
    private void checkBound(long bytes) {
        if (isOfSystem() && bytes > free()) {
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY,
                    "a heap has room: heap=" + node + " is exhausted, wanted=" + bytes + " available="
                            + machine.available() + " of which " + machine.total() / SPARED
                            + " are spared; release buffers, or ask for less");
        }
    }

    private int allocated(long bytes) {
        ByteBuffer data = DeviceFile.structure(DmaHeapAllocationDataLayout.SIZEOF)
                .putLong(DmaHeapAllocationDataLayout.LEN, bytes)
                .putInt(DmaHeapAllocationDataLayout.FD_FLAGS, Fcntl.O_RDWR | Fcntl.O_CLOEXEC);
        int errno = heap.call(DmaHeap.DMA_HEAP_IOCTL_ALLOC, data);
        if (errno != 0) {
            throw refused(bytes, errno);
        }
        return data.getInt(DmaHeapAllocationDataLayout.FD);
    }

    private EntrepotException refused(long bytes, int errno) {
        String call = "ioctl(" + node + ", DMA_HEAP_IOCTL_ALLOC, " + bytes + " bytes)";
        return switch (errno) {
            case Errno.ENOMEM ->
                new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a heap has room: heap=" + node + " is exhausted, wanted=" + bytes + " (" + call
                                + " errno=ENOMEM); release buffers");
            case Errno.ENOTTY ->
                new EntrepotException(
                        Reason.UNSUPPORTED,
                        "a node is a heap of the kernel: node=" + node + " errno=ENOTTY; look at it yourself");
            default -> Errno.failure(call, errno);
        };
    }

    @Override
    public void close() {
        heap.close();
    }
}
