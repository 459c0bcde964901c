package org.entrepot.spi;

import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;

/**
 * What the engine asks of a mapper.
 *
 * @param device for which to map
 * @param constraints of the device itself, which the addresses must respect
 * @param cookie what identifies the memory
 * @param bytes positive, a multiple of the page size: the memory's size
 * @param direction what the device may do
 */
public record MapRequest(
        DeviceDescription device, Constraints constraints, MemoryCookie cookie, long bytes, Direction direction) {
    /** Checks that the size is whole pages. */
    public MapRequest {
        if (bytes <= 0 || bytes % PageFrames.PAGE_SIZE != 0) {
            throw new IllegalArgumentException("a mapping is whole pages: bytes=" + bytes);
        }
    }
}
