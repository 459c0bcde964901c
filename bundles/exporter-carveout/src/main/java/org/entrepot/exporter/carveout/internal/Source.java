package org.entrepot.exporter.carveout.internal;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRanges;

/**
 * Where the bytes of a carve-out come from: a range of real memory if one is configured and the system lets us have it, a memory
 * file if not.
 *
 * @param bytes which the caller closes
 * @param provenance which it is, and why
 */
record Source(CarveoutBytes bytes, Provenance provenance) {
    /**
     * Opens the bytes.
     *
     * @param device which is preferred
     * @param size bytes
     * @param warnings told if the device is configured and cannot be had
     */
    static Source open(
            MemoryFiles files, MemoryRanges ranges, String heap, Device device, long size, Consumer<String> warnings) {
        if (device.path().isBlank()) {
            return emulated(files, heap, size, "no device is configured");
        }
        try {
            Path path = Path.of(device.path());
            CarveoutBytes bytes = CarveoutBytes.found(ranges.open(path, device.offset(), size));
            return new Source(bytes, Provenance.real(words(ranges, path, device.offset())));
        } catch (EntrepotException | IllegalArgumentException e) {
            warnings.accept("a carve-out has the memory of its device: heap=" + heap + " device=" + device.path()
                    + " cannot be had, " + e.getMessage() + "; the heap is emulated until it is configured anew");
            return emulated(files, heap, size, device.path() + " cannot be had, " + e.getMessage());
        }
    }

    private static String words(MemoryRanges ranges, Path path, long offset) {
        OptionalLong address = ranges.address(path, offset);
        return path + " from 0x" + Long.toHexString(offset)
                + (address.isPresent() ? ", physical address 0x" + Long.toHexString(address.getAsLong()) : "");
    }

    private static Source emulated(MemoryFiles files, String heap, long size, String why) {
        return new Source(
                CarveoutBytes.fresh(files.region("carveout " + heap, size)),
                Provenance.emulated(why + "; " + files.form().words()));
    }

    /**
     * A device with memory.
     *
     * @param path of it, or empty for none
     * @param offset in it
     */
    record Device(String path, long offset) {}
}
