package org.entrepot.linux.internal;

import java.nio.file.Path;
import org.entrepot.linux.KernelLog;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryRanges;
import org.entrepot.linux.VfioDevices;

/** What the framework would offer to who drives devices. */
public final class GuestVfio {
    private static final MemoryFileStore FILES = new MemoryFileStore("memfd", null, System.err::println);

    private GuestVfio() {}

    /** Opens devices. */
    public static VfioDevices devices() {
        return new VfioNodes(FILES, Path.of("/sys"), System.err::println);
    }

    /** Reads the log. */
    public static KernelLog log() {
        return new KernelLogFile(FILES);
    }

    /** Makes memory files. */
    public static MemoryFiles files() {
        return FILES;
    }

    /** Opens ranges of memory. */
    public static MemoryRanges ranges() {
        return new DeviceRanges(FILES, Path.of("/sys"), java.nio.file.Files::exists, System.err::println);
    }
}
