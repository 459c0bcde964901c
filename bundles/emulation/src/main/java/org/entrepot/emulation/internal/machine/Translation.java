package org.entrepot.emulation.internal.machine;

/**
 * A run of device addresses and the physical addresses behind it.
 *
 * @param address first device address
 * @param physical first physical address
 * @param length bytes
 */
public record Translation(long address, long physical, long length) {
    /** The device address after the last. */
    public long end() {
        return address + length;
    }
}
