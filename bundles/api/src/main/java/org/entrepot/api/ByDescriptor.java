package org.entrepot.api;

import org.entrepot.api.Capabilities.Contiguity;

/**
 * Memory as a driver of the kernel finds it that imports its descriptor ({@link MappingType#FD}). Memory of an emulated machine may be one
 * run there, and anywhere in the machine that is real.
 *
 * @param contiguity of a buffer; where it is scattered each page may be a run of its own
 * @param largestSize the largest buffer that has a descriptor, in bytes: at least a page
 * @param kernelMapping what a driver sees that maps it for the CPU
 */
public record ByDescriptor(Contiguity contiguity, long largestSize, KernelMapping kernelMapping) {
    private static final long PAGE_SIZE = 4096;

    /** Checks that there is one. */
    public ByDescriptor {
        if (largestSize < PAGE_SIZE) {
            throw new IllegalArgumentException("a largest size is at least a page: largestSize=" + largestSize);
        }
    }

    /**
     * Memory of which every driver sees all.
     *
     * @param contiguity of a buffer
     * @param largestSize the largest buffer that has a descriptor
     */
    public ByDescriptor(Contiguity contiguity, long largestSize) {
        this(contiguity, largestSize, KernelMapping.WHOLE);
    }

    /**
     * How many runs a driver finds at most.
     *
     * @param bytes of the buffer, positive
     */
    public int runs(long bytes) {
        return contiguity == Contiguity.ONE_RUN ? 1 : (int) Math.min(Integer.MAX_VALUE, (bytes - 1) / PAGE_SIZE + 1);
    }
}
