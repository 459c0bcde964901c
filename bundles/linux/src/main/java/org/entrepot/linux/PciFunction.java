package org.entrepot.linux;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A PCI function as its driver in user space sees it: registers, and whether it may reach memory. Which memory it reaches is not
 * said here. Safe for use by several threads; what they do with registers is theirs to order.
 *
 * <p>Each method throws {@link IllegalStateException} when the function is closed, and {@link org.entrepot.api.EntrepotException} with
 * {@link org.entrepot.api.Reason#GONE} when the device was unplugged.
 */
@ProviderType
public interface PciFunction {
    /** The service property that carries the device's name, as its importer has it. */
    String NAME_PROPERTY = "entrepot.device";

    /** Its PCI address, such as {@code 0000:00:03.0}. */
    String address();

    /** Vendor and device as the bus numbers them, such as {@code 1234:11e8}. */
    String model();

    /**
     * The registers behind a base address. The same each time, as long as the function is open.
     *
     * @param bar 0 to 5
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if it has no registers there
     */
    Registers bar(int bar);

    /** The configuration space; it cannot be written, for with it the kernel's protection of the others stands and falls. */
    Registers configuration();

    /**
     * Lets the function read and write memory by itself (the bit <i>bus master</i>). It reaches what is mapped for it, and
     * nothing else.
     */
    void enableDma();

    /** Ends that: what it begins afterwards does not reach the bus. */
    void disableDma();

    /**
     * Puts the function into the state after power-on ({@code VFIO_DEVICE_RESET}): it no longer reaches memory, nor signals.
     *
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if it cannot be reset
     */
    void reset();

    /**
     * Registers of a function, in its byte order: little. Each access is one access on the bus, in the order of the program. One
     * that is not within the registers, or not at a multiple of its own size, is an {@link IndexOutOfBoundsException} and reaches
     * nothing.
     */
    @ProviderType
    interface Registers {
        /** Bytes. */
        long size();

        /** Reads 32 bits. */
        int read32(long offset);

        /** Reads 64 bits. */
        long read64(long offset);

        /** Writes 32 bits. */
        void write32(long offset, int value);

        /** Writes 64 bits. */
        void write64(long offset, long value);
    }
}
