package org.entrepot.linux.internal;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRanges;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.PageFrames;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Opens the kernel's devices for ranges of memory. */
@Component
public final class DeviceRanges implements MemoryRanges {
    private static final int FILE_TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final MemoryFiles files;
    private final Path system;
    private final Predicate<Path> isDevice;
    private final Mappings mappings;

    /**
     * Opens nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public DeviceRanges(@Reference MemoryFiles files, @Reference(service = LoggerFactory.class) Logger log) {
        this(files, Path.of("/sys"), DeviceRanges::isCharacterDevice, log::warn);
    }

    /**
     * Opens nothing yet, without a framework.
     *
     * @param system where the kernel describes devices
     * @param isDevice what is a device rather than a file
     * @param warnings told what goes wrong where nobody can be told by an exception
     */
    DeviceRanges(MemoryFiles files, Path system, Predicate<Path> isDevice, Consumer<String> warnings) {
        this(files, system, isDevice, new Mappings(new Tally(), UdmabufNode.none("it is no memory file"), warnings));
    }

    /** As above, with mappings of its maker. */
    DeviceRanges(MemoryFiles files, Path system, Predicate<Path> isDevice, Mappings mappings) {
        this.files = files;
        this.system = system;
        this.isDevice = isDevice;
        this.mappings = mappings;
    }

    private static boolean isCharacterDevice(Path path) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public MemoryRegion open(Path device, long offset, long bytes) {
        check(offset, bytes);
        RangeDevice kind = kind(device);
        MappedRegion.Terms terms = kind.terms(offset, bytes);
        int fd = Fcntl.open(device.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC);
        if (fd < 0) {
            throw refused("open(" + device + ", O_RDWR)", kind.toOpen(), Native.getLastError());
        }
        try {
            return mappings.region(device.toString(), fd, terms, bytes);
        } catch (EntrepotException e) {
            int errno = Native.getLastError();
            Unistd.close(fd);
            // Where this process has no room the kernel was not asked, and the number is another call's.
            throw e.reason() == Reason.OUT_OF_MEMORY
                    ? e
                    : refused("mmap(" + device + ", offset=" + offset + ", bytes=" + bytes + ")", kind.toMap(), errno);
        }
    }

    private static void check(long offset, long bytes) {
        if (offset < 0 || bytes <= 0 || (offset | bytes) % PageFrames.PAGE_SIZE != 0 || offset + bytes < 0) {
            throw new IllegalArgumentException(
                    "a range is whole pages of " + PageFrames.PAGE_SIZE + ": offset=" + offset + " bytes=" + bytes);
        }
    }

    private RangeDevice kind(Path device) {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw RangeDevice.unsuitable("ranges are opened by native calls: device=" + device + ", and here "
                    + files.form().reason());
        }
        RangeDevice kind = RangeDevice.of(real(device), system);
        if (!Files.exists(device)) {
            throw new EntrepotException(
                    Reason.UNKNOWN, "a device is there: device=" + device + " is missing; " + kind.toAppear());
        }
        if (!isDevice.test(device)) {
            throw RangeDevice.unsuitable(
                    "a range is of a device: device=" + device + " is a file; name the device itself");
        }
        return kind;
    }

    /** The kernel's name of a device that may be a link. */
    private static Path real(Path device) {
        try {
            return device.toRealPath();
        } catch (IOException e) {
            return device;
        }
    }

    private static EntrepotException refused(String call, String permission, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new EntrepotException(
                        Reason.ACCESS_DENIED,
                        "the system lets this user have the range: " + call + " errno=" + errno + "; " + permission);
            case Errno.EINVAL, Errno.ENXIO, Errno.ENODEV ->
                RangeDevice.unsuitable("the device has the range, and can be mapped: " + call + " errno=" + errno
                        + "; see the log of the kernel");
            default -> Errno.failure(call, errno);
        };
    }

    @Override
    public OptionalLong address(Path device, long offset) {
        return RangeDevice.of(real(device), system).address(offset);
    }
}
