package org.entrepot.api;

/**
 * A run of addresses as one device sees them; one entry of a mapped scatter list ({@code struct scatterlist} after
 * {@code dma_map_sgtable}).
 *
 * @param address first address, unsigned, in the device's own address space
 * @param length bytes, positive; a multiple of the page size
 */
public record Segment(long address, long length) {
    /** Checks that the segment is not empty and does not wrap around the end of the address space. */
    public Segment {
        if (length <= 0) {
            throw new IllegalArgumentException("a segment has a positive length: length=" + length);
        }
        if (Long.compareUnsigned(address + (length - 1), address) < 0) {
            throw new IllegalArgumentException(
                    "a segment does not wrap around: address=0x" + Long.toHexString(address) + " length=" + length);
        }
    }

    /** The last address of the run, inclusive, unsigned. */
    public long lastAddress() {
        return address + (length - 1);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(address) + "+0x" + Long.toHexString(length);
    }
}
