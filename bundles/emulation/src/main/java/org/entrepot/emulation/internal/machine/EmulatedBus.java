package org.entrepot.emulation.internal.machine;

import java.util.List;
import org.entrepot.api.DmaFault;
import org.entrepot.spi.DeviceBus;

/** The bus of the emulated machine: a port for each device, and the table of what is mapped for it. */
public interface EmulatedBus {
    /** The name of the bus for devices without an I/O MMU. */
    String DIRECT = DeviceBus.DIRECT;

    /** The name of the bus for devices behind the I/O MMU. */
    String BEHIND_IOMMU = DeviceBus.BEHIND_IOMMU;

    /**
     * How many bytes of device addresses the machine's own I/O MMU gives out, from a first address of the same number: 256 MiB,
     * or the upper half of a smaller reach.
     *
     * @param addressBits how far the device reaches, 12 to 64
     */
    static long apertureBytes(int addressBits) {
        return 1L << (Math.min(addressBits, APERTURE_BITS) - 1);
    }

    /** What the machine's own I/O MMU gives out lies below 2 to this power. */
    int APERTURE_BITS = 29;

    /**
     * The port of a device, the same each time.
     *
     * @param device its name
     * @param bus where it sits now: whose I/O MMU it is behind
     */
    DmaPort port(String device, String bus);

    /** The last faults of devices that sit on a bus now, the newest last. */
    List<DmaFault> faults(String bus);

    /** What is mapped for a device, the same each time. */
    TranslationTable translations(String device);
}
