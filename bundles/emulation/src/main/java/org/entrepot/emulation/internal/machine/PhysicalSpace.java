package org.entrepot.emulation.internal.machine;

/** All that a physical address can lead to: bytes at page frames, and units that answer themselves. */
record PhysicalSpace(FrameTable frames, BusWindows windows) {
    /** Copies bytes out; false as soon as nothing is there. */
    boolean read(long physical, byte[] target, int offset, int length) {
        BusWindows.Window window = windows.at(physical);
        return window == null
                ? frames.read(physical, target, offset, length)
                : window.read(physical, target, offset, length);
    }

    /** Copies bytes in; false as soon as nothing is there. */
    boolean write(long physical, byte[] source, int offset, int length) {
        BusWindows.Window window = windows.at(physical);
        return window == null
                ? frames.write(physical, source, offset, length)
                : window.write(physical, source, offset, length);
    }
}
