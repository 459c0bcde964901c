package org.entrepot.linux.internal;

/** {@code <linux/dma-heap.h>}: allocating DMA-BUFs from {@code /dev/dma_heap/*}. */
final class DmaHeap {
    /** No flag of a heap exists yet, and the kernel refuses any. */
    static final long DMA_HEAP_VALID_HEAP_FLAGS = 0;

    static final long DMA_HEAP_IOCTL_ALLOC = Ioctl.iowr('H', 0x0, DmaHeapAllocationDataLayout.SIZEOF);

    private DmaHeap() {}

    /** {@code struct dma_heap_allocation_data}. */
    static final class DmaHeapAllocationDataLayout {
        static final int SIZEOF = 24;
        static final int LEN = 0;
        static final int FD = 8;
        static final int FD_FLAGS = 12;
        static final int HEAP_FLAGS = 16;

        private DmaHeapAllocationDataLayout() {}
    }
}
