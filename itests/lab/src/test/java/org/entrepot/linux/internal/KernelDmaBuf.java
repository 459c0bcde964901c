package org.entrepot.linux.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.linux.internal.DmaHeap.DmaHeapAllocationDataLayout;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufSyncLayout;

/** A DMA-BUF of the kernel that a test has mapped; closing it frees it. */
final class KernelDmaBuf implements AutoCloseable {
    private final int fd;
    private final int size;
    private final long address;

    /** Takes the descriptor over, and maps it. */
    KernelDmaBuf(int fd, int size) {
        this.fd = KernelCall.checked(fd, "a DMA-BUF");
        this.size = size;
        this.address = SysMman.mmap(0, size, SysMman.PROT_READ | SysMman.PROT_WRITE, SysMman.MAP_SHARED, fd, 0);
        if (address == SysMman.MAP_FAILED) {
            throw new AssertionError("mmap of a DMA-BUF: errno=" + Native.getLastError());
        }
    }

    /** What the heap answers to a request: a descriptor, or an error number below zero. */
    static int allocate(String heap, long bytes, int fdFlags, long heapFlags) {
        ByteBuffer data = KernelCall.structure(DmaHeapAllocationDataLayout.SIZEOF)
                .putLong(DmaHeapAllocationDataLayout.LEN, bytes)
                .putInt(DmaHeapAllocationDataLayout.FD_FLAGS, fdFlags)
                .putLong(DmaHeapAllocationDataLayout.HEAP_FLAGS, heapFlags);
        int device = KernelCall.open("/dev/dma_heap/" + heap);
        try {
            int result = KernelCall.result(device, DmaHeap.DMA_HEAP_IOCTL_ALLOC, data);
            return result < 0 ? result : data.getInt(DmaHeapAllocationDataLayout.FD);
        } finally {
            Unistd.close(device);
        }
    }

    /** A buffer of a heap, as Entrepot wants them: closed when another program is started. */
    static KernelDmaBuf of(String heap, int bytes) {
        return new KernelDmaBuf(allocate(heap, bytes, Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0), bytes);
    }

    int fd() {
        return fd;
    }

    /** Its bytes as the CPU sees them; not to be touched after closing. */
    ByteBuffer view() {
        return new Pointer(address).getByteBuffer(0, size);
    }

    /** Begins or ends a bracket; what the kernel answers. */
    int sync(long flags) {
        ByteBuffer sync = KernelCall.structure(DmaBufSyncLayout.SIZEOF).putLong(DmaBufSyncLayout.FLAGS, flags);
        return KernelCall.result(fd, LinuxDmaBuf.DMA_BUF_IOCTL_SYNC, sync);
    }

    /** Fills it with a byte, inside a bracket. */
    void fill(byte value) {
        KernelCall.checked(sync(LinuxDmaBuf.DMA_BUF_SYNC_START | LinuxDmaBuf.DMA_BUF_SYNC_WRITE), "begin");
        new Pointer(address).setMemory(0, size, value);
        KernelCall.checked(sync(LinuxDmaBuf.DMA_BUF_SYNC_END | LinuxDmaBuf.DMA_BUF_SYNC_WRITE), "end");
    }

    /** All its bytes, read inside a bracket. */
    byte[] bytes() {
        KernelCall.checked(sync(LinuxDmaBuf.DMA_BUF_SYNC_START | LinuxDmaBuf.DMA_BUF_SYNC_READ), "begin");
        byte[] bytes = new Pointer(address).getByteArray(0, size);
        KernelCall.checked(sync(LinuxDmaBuf.DMA_BUF_SYNC_END | LinuxDmaBuf.DMA_BUF_SYNC_READ), "end");
        return bytes;
    }

    /** What the kernel says of the descriptor: a line for each fact, name and value parted by a colon and a tab. */
    String facts() throws IOException {
        return Files.readString(Path.of("/proc/self/fdinfo/" + fd));
    }

    @Override
    public void close() {
        SysMman.munmap(address, size);
        Unistd.close(fd);
    }
}
