package org.entrepot.linux;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens the kernel's own heaps, {@code /dev/dma_heap/*} ({@code Documentation/userspace-api/dma-buf-heaps.rst}). A service; safe for use
 * by several threads. Heaps and their memory outlive the service.
 */
@ProviderType
public interface KernelHeaps {
    /** Where the kernel has their nodes. */
    Path FOLDER = Path.of("/dev/dma_heap");

    /**
     * Opens the first heap that is there under one of several names, since kernels do not agree on the name of a heap.
     *
     * @param names of nodes in the kernel's folder of heaps, the preferred first; not empty
     * @return the heap, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is none, with
     *     {@link org.entrepot.api.Reason#ACCESS_DENIED} if the system does not let this user open it (the message names the group
     *     or the udev rule that helps), with {@link org.entrepot.api.Reason#UNSUPPORTED} if no native calls are made here
     */
    KernelHeap open(List<String> names);
}
