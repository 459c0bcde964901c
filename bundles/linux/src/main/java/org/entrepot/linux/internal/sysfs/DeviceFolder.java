package org.entrepot.linux.internal.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.FoundDevice.IommuGroup;
import org.entrepot.linux.internal.SystemFile;

/**
 * What sysfs says of one device ({@code Documentation/ABI/testing/sysfs-bus-pci} and {@code sysfs-kernel-iommu_groups}). What is
 * missing or makes no sense is empty.
 *
 * @param folder the device's own, without links
 * @param devices the folder of all devices, without links; nothing outside is looked at
 */
record DeviceFolder(Path folder, Path devices) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int LEAST_BITS = 12;

    /** Follows a link to a device; nothing if it leads nowhere, or out of the folder of devices. */
    static Optional<DeviceFolder> at(Path link, Path system) {
        try {
            Path folder = link.toRealPath();
            Path devices = system.resolve("devices").toRealPath();
            boolean within = folder.startsWith(devices) && !folder.equals(devices);
            return within ? Optional.of(new DeviceFolder(folder, devices)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** One line of text. */
    Optional<String> text(String attribute) {
        return SystemFile.text(folder.resolve(attribute)).map(Words::firstLine).filter(text -> !text.isEmpty());
    }

    /** What a link is called where it leads. */
    Optional<String> link(String name) {
        return link(folder, name);
    }

    private static Optional<String> link(Path folder, String name) {
        try {
            Path target = Files.readSymbolicLink(folder.resolve(name)).getFileName();
            return Optional.ofNullable(target).map(Path::toString).map(Words::printable);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where the device sits: the bus and the name there. */
    Optional<String> bus() {
        return link("subsystem").map(bus -> bus + "-" + Words.printable(String.valueOf(folder.getFileName())));
    }

    Optional<String> driver() {
        return link("driver");
    }

    /** The way to memory of the nearest device, from this one upwards, of which one is told. */
    Dma dma(Path system) {
        Path within = devices.relativize(folder);
        for (int depth = within.getNameCount(); depth > 0; depth--) {
            Path each = devices.resolve(within.subpath(0, depth));
            Optional<IommuGroup> group = group(each, system);
            if (group.isPresent() || Files.exists(each.resolve("dma_mask_bits"))) {
                return new Dma(
                        bits(each.resolve("dma_mask_bits")), bits(each.resolve("consistent_dma_mask_bits")), group);
            }
        }
        return Dma.UNKNOWN;
    }

    private static OptionalInt bits(Path file) {
        return SystemFile.text(file)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Integer::valueOf)
                .filter(bits -> bits >= LEAST_BITS && bits <= Long.SIZE)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static Optional<IommuGroup> group(Path device, Path system) {
        return link(device, "iommu_group")
                .filter(number -> NUMBER.matcher(number).matches())
                .map(number -> new IommuGroup(
                        Integer.parseInt(number),
                        SystemFile.text(system.resolve("kernel/iommu_groups")
                                        .resolve(number)
                                        .resolve("type"))
                                .map(Words::firstLine)
                                .filter(type -> !type.isEmpty())));
    }
}
