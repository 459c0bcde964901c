package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.PciFunction.Registers;
import org.entrepot.linux.internal.Vfio.VfioRegionInfoLayout;

/** The regions of an open function: parts of its descriptor. They are looked up once, when they are first asked for. */
final class VfioRegions implements AutoCloseable {
    private static final int BOTH = Vfio.VFIO_REGION_INFO_FLAG_READ | Vfio.VFIO_REGION_INFO_FLAG_WRITE;
    private static final long PAGE = 4096;

    private final DeviceFile device;
    private final Mappings mappings;
    private final Map<Integer, Registers> known = new HashMap<>();
    private final Map<Integer, MemoryFile> windows = new HashMap<>();
    private final Info configuration;
    private boolean closed;

    VfioRegions(DeviceFile device, Mappings mappings) {
        this.device = device;
        this.mappings = mappings;
        this.configuration = info(Vfio.VFIO_PCI_CONFIG_REGION_INDEX);
    }

    private Info info(int index) {
        ByteBuffer info = DeviceFile.structure(VfioRegionInfoLayout.SIZEOF)
                .putInt(VfioRegionInfoLayout.ARGSZ, VfioRegionInfoLayout.SIZEOF)
                .putInt(VfioRegionInfoLayout.INDEX, index);
        made("VFIO_DEVICE_GET_REGION_INFO", device.call(Vfio.VFIO_DEVICE_GET_REGION_INFO, info));
        return new Info(
                info.getInt(VfioRegionInfoLayout.FLAGS),
                info.getLong(VfioRegionInfoLayout.SIZE),
                info.getLong(VfioRegionInfoLayout.OFFSET));
    }

    private void made(String call, int errno) {
        if (errno != 0) {
            throw VfioFailure.of(device.name(), call, errno);
        }
    }

    /** The registers behind a base address. */
    synchronized Registers bar(int bar) {
        checkOpen();
        return known.computeIfAbsent(bar, this::found);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("a function that is closed has no registers: device=" + device.name());
        }
    }

    private Registers found(int bar) {
        Info info = info(Vfio.VFIO_PCI_BAR0_REGION_INDEX + bar);
        if (info.size() == 0 || (info.flags() & BOTH) != BOTH) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a function has registers behind the base address: device=" + device.name() + " bar=" + bar
                            + " bytes=" + info.size() + "; see lspci -v");
        }
        boolean mappable = (info.flags() & Vfio.VFIO_REGION_INFO_FLAG_MMAP) != 0
                && info.size() % PAGE == 0
                && info.size() <= RegionPart.LARGEST_VIEW;
        return mappable ? mapped(bar, info) : new FileRegisters(device, info.offset(), info.size(), true);
    }

    private Registers mapped(int bar, Info info) {
        String name = device.name() + " bar " + bar;
        MappedRegion.Terms terms =
                new MappedRegion.Terms(0, Hull.PAGES, 0, MappedRegion.Zeros.WRITTEN, MappingType.USER_RANGE);
        MemoryFile[] window = new MemoryFile[1];
        device.used(fd -> {
            window[0] = mappings.window(name, fd, new Hull(info.offset(), 0, info.size()), info.size(), terms);
            return 0;
        });
        windows.put(bar, window[0]);
        return new MappedRegisters(name, window[0]);
    }

    /** The configuration space, to be read. */
    Registers configuration() {
        return new FileRegisters(device, configuration.offset(), configuration.size(), false);
    }

    int readConfiguration16(int offset) {
        ByteBuffer value = DeviceFile.structure(Short.BYTES);
        made("pread(configuration)", device.read(value, Short.BYTES, configuration.offset() + offset));
        return Short.toUnsignedInt(value.getShort(0));
    }

    void writeConfiguration16(int offset, int value) {
        ByteBuffer bytes = DeviceFile.structure(Short.BYTES).putShort(0, (short) value);
        made("pwrite(configuration)", device.write(bytes, Short.BYTES, configuration.offset() + offset));
    }

    /** Takes the registers away: from now on they read zero, or fail, and what is written goes nowhere. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            close(List.copyOf(windows.values()).iterator());
        } finally {
            windows.clear();
            known.values().forEach(VfioRegions::shut);
            known.clear();
        }
    }

    /** Closes windows, the last first, and the others though one fails. */
    private static void close(Iterator<MemoryFile> windows) {
        if (windows.hasNext()) {
            MemoryFile window = windows.next();
            try (window) {
                close(windows);
            }
        }
    }

    private static void shut(Registers registers) {
        if (registers instanceof MappedRegisters mapped) {
            mapped.shut();
        }
    }

    /** A region. */
    private record Info(int flags, long size, long offset) {}
}
