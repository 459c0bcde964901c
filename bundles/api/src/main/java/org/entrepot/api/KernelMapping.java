package org.entrepot.api;

/**
 * What a driver of the kernel sees of a DMA-BUF that it maps for itself, to read and write it by the CPU ({@code dma_buf_vmap}):
 * virtual cameras, USB cameras, displays that copy. Who reaches memory by its addresses sees all of it in any case.
 */
public enum KernelMapping {
    /** All of it. */
    WHOLE,
    /** The first 4096 bytes of each huge page in place of all others: udmabuf of huge pages in Linux 6.12. */
    FIRST_PAGE
}
