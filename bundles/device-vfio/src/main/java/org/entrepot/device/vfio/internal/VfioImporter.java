package org.entrepot.device.vfio.internal;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/** A device that a program drives, as one that uses memory. What it has mapped is pinned by the kernel, and stays where it is. */
final class VfioImporter implements Importer {
    private final DeviceDescription description;
    private final Constraints constraints;
    private final List<MappingType> types;
    private final DeviceFaults faults;

    /**
     * Stands for a device.
     *
     * @param name of the device
     * @param constraints what it cannot do
     */
    VfioImporter(String name, Constraints constraints, VfioDevice device, DeviceFaults faults) {
        this.description = new DeviceDescription(
                name,
                "pci-" + device.address(),
                "PCI " + device.model() + ", driven from user space",
                Provenance.real(device.address() + " by vfio-pci, " + words(device.way()) + ", I/O MMU group "
                        + device.group() + "; " + faults.words()));
        this.constraints = constraints;
        this.types = types(device.way());
        this.faults = faults;
    }

    private static String words(Way way) {
        return way == Way.IOMMUFD ? "iommufd" : "type 1";
    }

    /** Only type 1 follows the page table to memory that has no pages. */
    private static List<MappingType> types(Way way) {
        return way == Way.IOMMUFD
                ? List.of(MappingType.USER_PAGES)
                : List.of(MappingType.USER_PAGES, MappingType.USER_RANGE);
    }

    @Override
    public DeviceDescription description() {
        return description;
    }

    @Override
    public Constraints constraints() {
        return constraints;
    }

    @Override
    public List<MappingType> mappingTypes() {
        return types;
    }

    @Override
    public long faults() {
        return faults.count();
    }
}
