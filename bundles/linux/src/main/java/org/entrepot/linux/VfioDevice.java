package org.entrepot.linux;

import java.util.List;
import org.entrepot.api.Direction;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A PCI function that is open, with the address space in which the I/O MMU shows it memory. Mapping is safe for use by several
 * threads. Closing unmaps everything.
 */
@ProviderType
public interface VfioDevice extends PciFunction, AutoCloseable {
    /** How it talks to the I/O MMU: never {@link VfioDevices.Way#AUTO}. */
    VfioDevices.Way way();

    /** The I/O MMU's group. */
    int group();

    /** Addresses that may be given to the device, in order: the rest is reserved, such as the doorbell of interrupts. Never changes. */
    List<Reach> valid();

    /**
     * Lets the device reach memory at an address of its own. The kernel pins the memory's pages until they are unmapped.
     *
     * @param iova the device's address, whole pages, within {@link #valid}
     * @param address of this process, whole pages; readable and writable, and mapped as long as the device has it
     * @param bytes whole pages
     * @param direction what the device may do
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#REFUSED} if what is there cannot be pinned
     *     ({@code EFAULT}), with {@link org.entrepot.api.Reason#LIMIT} if this user may not pin so much or the device has too
     *     many mappings, with {@link org.entrepot.api.Reason#BUSY} if some of the device's addresses are mapped already
     * @throws IllegalStateException if the device is closed
     */
    void map(long iova, long address, long bytes, Direction direction);

    /**
     * Ends a mapping; when it returns the device no longer reaches the memory. Of a device that was closed nothing is mapped.
     *
     * @param iova as it was mapped
     * @param bytes as it was mapped
     */
    void unmap(long iova, long bytes);

    /**
     * Whether the system wants the device back: it is being unplugged, or an operator takes it from {@code vfio-pci}, which waits
     * until it is closed. Cheap.
     */
    boolean isWantedBack();

    /** Stops the function, unmaps everything and lets the device go. Closing twice counts once. */
    @Override
    void close();

    /**
     * Addresses in a row.
     *
     * @param first unsigned
     * @param last unsigned, inclusive
     */
    record Reach(long first, long last) {
        /** Checks the order. */
        public Reach {
            if (Long.compareUnsigned(first, last) > 0) {
                throw new IllegalArgumentException("addresses are in order: first=0x" + Long.toHexString(first)
                        + " last=0x" + Long.toHexString(last));
            }
        }
    }
}
