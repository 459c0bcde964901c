package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.entrepot.api.MappingType;
import org.entrepot.spi.PageFrames;

/**
 * {@code drivers/uio/uio.c}: a device with up to five maps; an mmap at N pages shows map N, always from its beginning.
 *
 * @param name the kernel's
 * @param maps the folder that describes them
 */
record UioDevice(String name, Path maps) implements RangeDevice {
    @Override
    public MappedRegion.Terms terms(long offset, long bytes) {
        Path map = map(offset);
        OptionalLong size = SystemFile.number(map.resolve("size"));
        if (size.isEmpty()) {
            throw RangeDevice.unsuitable("the offset of a UIO device is N pages for its map N: device=" + name
                    + " offset=" + offset + ", and " + map + " is not there; see " + maps);
        }
        if (bytes > size.getAsLong()) {
            throw RangeDevice.unsuitable("a range lies in its map: device=" + name + " bytes=" + bytes + " size="
                    + size.getAsLong() + "; take less");
        }
        if (SystemFile.number(map.resolve("offset")).orElse(0) != 0) {
            throw RangeDevice.unsuitable(
                    "a map begins with a page: device=" + name + " map=" + map + " begins within one; use another map");
        }
        return new MappedRegion.Terms(offset, Hull.from(offset), 0, MappedRegion.Zeros.WRITTEN, MappingType.USER_RANGE);
    }

    private Path map(long offset) {
        return maps.resolve("map" + (offset >> PageFrames.PAGE_SHIFT));
    }

    @Override
    public OptionalLong address(long offset) {
        return SystemFile.number(map(offset).resolve("addr"));
    }

    @Override
    public String toAppear() {
        return "load the driver that owns the range, such as uio_pdrv_genirq with a node in the device tree";
    }

    @Override
    public String toOpen() {
        return UdevRule.of("uio", name);
    }

    @Override
    public String toMap() {
        return "the driver of " + name + " does not let this map be mapped";
    }
}
