package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** A kind of device behind which there is memory. */
interface RangeDevice {
    /**
     * How a range can be had.
     *
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if the device has no such range
     */
    MappedRegion.Terms terms(long offset, long bytes);

    /** The physical address behind an offset; nothing where the kernel does not tell. */
    OptionalLong address(long offset);

    /** What makes such a device appear. */
    String toAppear();

    /** What lets this process open it. */
    String toOpen();

    /** What lets this process map it once it is open. */
    String toMap();

    /**
     * What a device is, by the kernel's name for it.
     *
     * @param system where the kernel describes devices: {@code /sys}
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if it is none of the known kinds
     */
    static RangeDevice of(Path device, Path system) {
        String name = device.getFileName() == null ? "" : device.getFileName().toString();
        if (name.equals("mem")) {
            return new PhysicalMemory();
        }
        if (name.matches("uio\\d+")) {
            return new UioDevice(name, system.resolve("class/uio").resolve(name).resolve("maps"));
        }
        if (name.matches("dax\\d+\\.\\d+")) {
            return new DaxDevice(name, system.resolve("bus/dax/devices").resolve(name));
        }
        throw unsuitable("a range is of /dev/mem, /dev/uioN or /dev/daxX.Y: device=" + device);
    }

    /** The failure of who wants what the device has not. */
    static EntrepotException unsuitable(String message) {
        return new EntrepotException(Reason.UNSUPPORTED, message);
    }
}
