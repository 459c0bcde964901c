package org.entrepot.emulation.internal.machine;

/** All that a physical address can lead to: bytes at page frames, and units that answer themselves. */
record PhysicalSpace(FrameTable frames, BusWindows windows) {
    /** Copies bytes out; false as soon as nothing is there. */
    boolean read(long physical, byte[] target, int offset, int length) {
        return windows.cover(physical)
                ? windows.read(physical, target, offset, length)
                : frames.read(physical, target, offset, length);
    }

    /** Copies bytes in; false as soon as nothing is there. */
    boolean write(long physical, byte[] source, int offset, int length) {
        return windows.cover(physical)
                ? windows.write(physical, source, offset, length)
                : frames.write(physical, source, offset, length);
    }
}
