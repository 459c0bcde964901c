package org.entrepot.spi;

import org.entrepot.api.Constraints;
import org.entrepot.api.Layout;

/**
 * What the engine asks of an exporter.
 *
 * @param name for people; at most 31 characters
 * @param bytes positive, a multiple of the page size
 * @param constraints what all devices together need of the memory itself, after each mapper has lifted what it lifts; only
 *     those about addresses and runs concern an exporter
 * @param layout of the contents, for memory that is shaped like an image; no longer than the bytes
 */
public record MemoryRequest(String name, long bytes, Constraints constraints, Layout layout) {
    /** Checks that the size is whole pages. */
    public MemoryRequest {
        if (layout.bytes() > bytes) {
            throw new IllegalArgumentException(
                    "memory holds its contents: bytes=" + bytes + " layout=" + layout.bytes());
        }
        if (bytes <= 0 || bytes % PageFrames.PAGE_SIZE != 0) {
            throw new IllegalArgumentException("memory is whole pages: bytes=" + bytes);
        }
    }
}
