package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.internal.DmaHeap.DmaHeapAllocationDataLayout;

/** An open node of {@code /dev/dma_heap}. */
final class HeapNode implements KernelHeap {
    private static final int NO_DESCRIPTOR = -1;
    /** Of the whole, what the machine keeps for its programs however much a heap is asked for. */
    private static final int SPARED = 16;

    private final Path node;
    private final Mappings mappings;
    private final MachineMemory machine;
    /** Held to read while the descriptor is used, to write while it is closed: its number may be another file's then. */
    private final ReadWriteLock descriptorUse = new ReentrantReadWriteLock();

    private int fd;

    /**
     * Takes an open node over.
     *
     * @param fd the heap's from now on
     */
    HeapNode(Path node, int fd, Mappings mappings, MachineMemory machine) {
        this.node = node;
        this.fd = fd;
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
        ByteBuffer data = ByteBuffer.allocateDirect(DmaHeapAllocationDataLayout.SIZEOF)
                .order(ByteOrder.nativeOrder())
                .putLong(DmaHeapAllocationDataLayout.LEN, bytes)
                .putInt(DmaHeapAllocationDataLayout.FD_FLAGS, Fcntl.O_RDWR | Fcntl.O_CLOEXEC);
        descriptorUse.readLock().lock();
        try {
            if (fd == NO_DESCRIPTOR) {
                throw new IllegalStateException("memory comes from an open heap: heap=" + node);
            }
            if (SysIoctl.ioctl(fd, DmaHeap.DMA_HEAP_IOCTL_ALLOC, data) < 0) {
                throw refused(bytes);
            }
            return data.getInt(DmaHeapAllocationDataLayout.FD);
        } finally {
            descriptorUse.readLock().unlock();
        }
    }

    private EntrepotException refused(long bytes) {
        String call = "ioctl(" + node + ", DMA_HEAP_IOCTL_ALLOC, " + bytes + " bytes)";
        return switch (Native.getLastError()) {
            case Errno.ENOMEM ->
                new EntrepotException(
                        Reason.OUT_OF_MEMORY,
                        "a heap has room: heap=" + node + " is exhausted, wanted=" + bytes + " (" + call
                                + " errno=ENOMEM); release buffers");
            case Errno.ENOTTY ->
                new EntrepotException(
                        Reason.UNSUPPORTED,
                        "a node is a heap of the kernel: node=" + node + " errno=ENOTTY; look at it yourself");
            default -> Errno.failure(call);
        };
    }

    @Override
    public void close() {
        descriptorUse.writeLock().lock();
        try {
            if (fd != NO_DESCRIPTOR) {
                int gone = fd;
                fd = NO_DESCRIPTOR;
                if (Unistd.close(gone) < 0) {
                    throw Errno.failure("close(" + node + ")");
                }
            }
        } finally {
            descriptorUse.writeLock().unlock();
        }
    }
}
