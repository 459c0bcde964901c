package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * A PCI function as sysfs shows it: whose it is, and by which nodes it is opened.
 *
 * @param address of the function
 * @param model vendor and device, such as {@code 1234:11e8}
 * @param group the I/O MMU's
 * @param folder that describes it
 */
record VfioPlace(String address, String model, int group, Path folder) {
    /** The driver of the kernel that hands devices to programs. */
    static final String DRIVER = "vfio-pci";

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /**
     * Looks a function up that is bound to {@link #DRIVER}.
     *
     * @param system where the kernel describes devices: {@code /sys}
     * @throws EntrepotException if it is not there, not bound, or no I/O MMU stands before it
     */
    static VfioPlace of(Path system, String address) {
        Path folder = checked(system, address);
        Optional<String> driver = link(folder, "driver");
        if (driver.isEmpty() || !driver.get().equals(DRIVER)) {
            throw notBound(address, driver.orElse("none"));
        }
        int group = link(folder, "iommu_group")
                .filter(name -> NUMBER.matcher(name).matches())
                .map(Integer::valueOf)
                .orElseThrow(
                        () -> new EntrepotException(
                                Reason.UNSUPPORTED,
                                "an I/O MMU stands before a device of a program: device=" + address
                                        + " iommu_group=none; enable it in the firmware, and boot with intel_iommu=on or amd_iommu=on"));
        return new VfioPlace(address, model(folder), group, folder);
    }

    private static Path checked(Path system, String address) {
        if (!ADDRESS.matcher(address).matches()) {
            throw new IllegalArgumentException("a PCI function has an address: device=" + address
                    + "; write domain:bus:device.function, such as 0000:00:03.0");
        }
        Path folder = system.resolve("bus/pci/devices").resolve(address);
        if (!Files.isDirectory(folder)) {
            throw new EntrepotException(
                    Reason.UNKNOWN, "a PCI function is here: device=" + address + "; see lspci -D for those that are");
        }
        return folder;
    }

    private static EntrepotException notBound(String address, String driver) {
        return new EntrepotException(
                driver.equals("none") ? Reason.UNKNOWN : Reason.BUSY,
                "a device of a program is bound to " + DRIVER + ": device=" + address + " driver=" + driver
                        + "; modprobe " + DRIVER + ", write " + DRIVER + " to /sys/bus/pci/devices/" + address
                        + "/driver_override" + (driver.equals("none") ? "" : ", " + address + " to driver/unbind there")
                        + " and " + address + " to /sys/bus/pci/drivers_probe");
    }

    /** The functions that are bound now, in order. */
    static List<String> bound(Path system) {
        List<String> addresses = new ArrayList<>();
        Path driver = system.resolve("bus/pci/drivers").resolve(DRIVER);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(driver)) {
            for (Path entry : entries) {
                addresses.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // the driver is not loaded
        }
        addresses.removeIf(name -> !ADDRESS.matcher(name).matches());
        Collections.sort(addresses);
        return addresses;
    }

    /** Vendor and device, as {@code lspci -n} shows them. */
    static String model(Path folder) {
        return hex(folder.resolve("vendor")) + ":" + hex(folder.resolve("device"));
    }

    private static String hex(Path file) {
        return SystemFile.text(file)
                .map(text -> text.startsWith("0x") ? text.substring(2) : text)
                .orElse("?");
    }

    private static Optional<String> link(Path folder, String name) {
        try {
            return Optional.ofNullable(
                            Files.readSymbolicLink(folder.resolve(name)).getFileName())
                    .map(Path::toString);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The node of the group. */
    Path groupNode() {
        return Path.of("/dev/vfio").resolve(String.valueOf(group));
    }

    /** The node of the device itself, where the kernel has such ({@code CONFIG_VFIO_DEVICE_CDEV}). */
    Optional<Path> deviceNode() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.resolve("vfio-dev"))) {
            for (Path entry : entries) {
                return Optional.of(Path.of("/dev/vfio/devices").resolve(String.valueOf(entry.getFileName())));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
