package org.entrepot.emulation.internal.machine;

/**
 * A device's way to memory: by its own addresses, through what is mapped for it. Any other address, and any access against the
 * direction of a mapping, is a DMA fault: counted, recorded, and thrown as {@link org.entrepot.api.Reason#DEVICE_FAULT}.
 */
public interface DmaPort {
    /**
     * Reads memory.
     *
     * @param deviceAddress first address, unsigned
     * @param target where to put the bytes
     * @param offset in the target
     * @param length bytes
     */
    void read(long deviceAddress, byte[] target, int offset, int length);

    /**
     * Writes memory.
     *
     * @param deviceAddress first address, unsigned
     * @param source where the bytes are
     * @param offset in the source
     * @param length bytes
     */
    void write(long deviceAddress, byte[] source, int offset, int length);

    /** How many faults the device took. */
    long faults();
}
