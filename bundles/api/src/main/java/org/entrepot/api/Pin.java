package org.entrepot.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps a buffer where it is ({@code dma_buf_pin}), whether or not it is mapped: for a device that is moved under otherwise and must not
 * be now, such as while it scans out. Holds a reference to the buffer. A buffer that is pinned when its backend leaves is stranded.
 */
@ProviderType
public interface Pin extends AutoCloseable {
    /** The buffer's number. */
    long buffer();

    /** Whether the pin is open. */
    boolean isOpen();

    /** Unpins ({@code dma_buf_unpin}). Closing twice counts once. */
    @Override
    void close();
}
