package org.entrepot.linux;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** A heap of the kernel that is open. Safe for use by several threads. */
@ProviderType
public interface KernelHeap extends AutoCloseable {
    /** Its node. */
    Path node();

    /**
     * Takes memory: zero, close-on-exec, under a name that {@code /sys/kernel/debug/dma_buf/bufinfo} shows.
     *
     * <p>The kernel's system heap would rather end other programs than refuse, so it is asked only for what is available with some to
     * spare. That is a bound and no promise: others may take memory at the same moment.
     *
     * @param name for people; the first 31 bytes count
     * @param bytes positive, whole pages of 4096, at most 2147479552
     * @return the memory, which the caller closes
     * @throws IllegalArgumentException if the size breaks a rule
     * @throws IllegalStateException if the heap is closed
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if there is no room, with
     *     {@link org.entrepot.api.Reason#LIMIT} if the process has too many descriptors
     */
    DmaBufFile allocate(String name, long bytes);

    /** What it could hand out if nothing were out: its region, or half of the machine's memory where it has none. */
    long capacity();

    /** What is free of that, as the kernel says now; not cheap. */
    long free();

    /** The last physical address that its memory may have, as far as the kernel tells; unsigned. */
    long highestAddress();

    /** Closes the heap; its memory stays. Closing twice counts once. */
    @Override
    void close();
}
