package org.entrepot.emulation.internal.machine;

/** The bus of the emulated machine: a port for each device, and the table of what is mapped for it. */
public interface EmulatedBus {
    /** The name of the bus for devices without an I/O MMU. */
    String DIRECT = "emulated";

    /** The name of the bus for devices behind the I/O MMU. */
    String BEHIND_IOMMU = "emulated-iommu";

    /** The port of a device, the same each time. */
    DmaPort port(String device);

    /** What is mapped for a device, the same each time. */
    TranslationTable translations(String device);
}
