package org.entrepot.linux;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens PCI devices that the operator bound to {@code vfio-pci}, so that a program can drive them ({@code
 * Documentation/driver-api/vfio.rst}). It binds nothing itself: taking a device from its driver is the operator's act. A service;
 * safe for use by several threads. Devices that are open outlive the service.
 */
@ProviderType
public interface VfioDevices {
    /** Which devices are bound now, whether or not they may be opened, in the order of their addresses. Looked up anew by each call. */
    List<Bound> bound();

    /**
     * Opens a device, which nobody else can then: it is reset, and reaches no memory before some is mapped for it.
     *
     * @param address of the PCI function, such as {@code 0000:00:03.0}
     * @param way to its I/O MMU
     * @return the device, which the caller closes
     * @throws IllegalArgumentException if the address is none
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNKNOWN} if there is no such device or node, with
     *     {@link org.entrepot.api.Reason#BUSY} if a driver of the kernel, another program or another device of its group has it, with
     *     {@link org.entrepot.api.Reason#ACCESS_DENIED} if the system does not let this user open it, with
     *     {@link org.entrepot.api.Reason#UNSUPPORTED} if no I/O MMU stands before it, the kernel has no such way, or no native
     *     calls are made here. The message says what the operator does about it.
     */
    VfioDevice open(String address, Way way);

    /** How a program talks to the I/O MMU. */
    enum Way {
        /** The first of the others that this kernel has. */
        AUTO,
        /** A container of the device's group ({@code /dev/vfio/vfio}), which maps memory without pages, too. */
        TYPE1,
        /** An address space as an object ({@code /dev/iommu}), which maps pages only. */
        IOMMUFD
    }

    /**
     * A device that is bound to {@code vfio-pci}.
     *
     * @param address of the PCI function
     * @param model vendor and device as the bus numbers them, such as {@code 1234:11e8}
     */
    record Bound(String address, String model) {}
}
