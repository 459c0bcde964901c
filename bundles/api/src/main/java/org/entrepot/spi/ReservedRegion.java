package org.entrepot.spi;

/**
 * Device addresses that lead somewhere else than to translated memory, as {@code iommu_get_resv_regions} lists them: the
 * doorbell of message-signalled interrupts, a unit's window. No I/O virtual address is taken from them.
 *
 * @param name for people, such as {@code msi}
 * @param address first address, unsigned
 * @param bytes positive
 */
public record ReservedRegion(String name, long address, long bytes) {
    /** Checks that the region is not empty and does not wrap. */
    public ReservedRegion {
        if (bytes <= 0 || Long.compareUnsigned(address + (bytes - 1), address) < 0) {
            throw new IllegalArgumentException("a reserved region has addresses: name=" + name + " address=0x"
                    + Long.toHexString(address) + " bytes=" + bytes);
        }
    }
}
