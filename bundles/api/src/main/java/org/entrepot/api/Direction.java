package org.entrepot.api;

/**
 * Which way data moves between memory and a device, seen from memory; the kernel's {@code enum dma_data_direction}
 * ({@code include/linux/dma-direction.h}). A mapping permits its device no other access.
 */
public enum Direction {
    /** The device reads the memory. */
    TO_DEVICE,
    /** The device writes the memory. */
    FROM_DEVICE,
    /** The device reads and writes the memory. */
    BIDIRECTIONAL;

    /** Whether a device may read memory that is mapped in this direction. */
    public boolean deviceReads() {
        return this != FROM_DEVICE;
    }

    /** Whether a device may write memory that is mapped in this direction. */
    public boolean deviceWrites() {
        return this != TO_DEVICE;
    }

    /** What both together do. */
    public Direction plus(Direction other) {
        return this == other ? this : BIDIRECTIONAL;
    }
}
