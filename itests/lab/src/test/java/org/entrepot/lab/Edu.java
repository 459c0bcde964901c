package org.entrepot.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** QEMU's teaching device, bound to {@code vfio-pci} as an operator does it, and given back. */
public final class Edu implements AutoCloseable {
    /** Vendor and device. */
    public static final String MODEL = "1234:11e8";

    private static final Path DEVICES = Path.of("/sys/bus/pci/devices");
    private static final Path DRIVER = Path.of("/sys/bus/pci/drivers/vfio-pci");
    private static final Path PROBE = Path.of("/sys/bus/pci/drivers_probe");

    private final String address;

    /** Binds it; the test is skipped where there is none, or no VFIO. */
    public Edu() {
        this.address = address();
        assumeTrue(
                Files.exists(DEVICES.resolve(address).resolve("iommu_group")),
                () -> "no I/O MMU stands before the device: device=" + address);
        int loaded = run("modprobe", "-a", "vfio-pci", "vfio_iommu_type1");
        assumeTrue(loaded == 0, () -> "this kernel has no VFIO: modprobe=" + loaded);
        Used.device("QEMU's edu");
        write(DEVICES.resolve(address).resolve("driver_override"), "vfio-pci");
        write(PROBE, address);
    }

    /** Where this one sits. */
    String function() {
        return address;
    }

    /** Where it sits; the test is skipped where there is none. */
    public static String address() {
        try (Stream<Path> devices = Files.list(DEVICES)) {
            List<String> found = devices.filter(Edu::isEdu)
                    .map(device -> device.getFileName().toString())
                    .toList();
            assumeTrue(!found.isEmpty(), "this machine has no such device: model=" + MODEL);
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEdu(Path device) {
        try {
            return Files.readString(device.resolve("vendor")).strip().equals("0x1234")
                    && Files.readString(device.resolve("device")).strip().equals("0x11e8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes it from {@code vfio-pci}; its driver asks whoever has it open, and waits. */
    public void unbind() {
        write(DRIVER.resolve("unbind"), address);
    }

    /** Gives it back to {@code vfio-pci}. */
    public void bind() {
        write(PROBE, address);
    }

    @Override
    public void close() {
        if (Files.exists(DRIVER.resolve(address))) {
            unbind();
        }
        write(DEVICES.resolve(address).resolve("driver_override"), "\n");
    }
}
