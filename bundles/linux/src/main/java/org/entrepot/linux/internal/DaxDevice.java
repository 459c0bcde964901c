package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.entrepot.api.MappingType;

/**
 * {@code drivers/dax/device.c}: memory of a device, mapped in large pages.
 *
 * @param name the kernel's
 * @param folder that describes it
 */
record DaxDevice(String name, Path folder) implements RangeDevice {
    private static final long USUAL_PAGE = 2L << 20;

    @Override
    public MappedRegion.Terms terms(long offset, long bytes) {
        long size = SystemFile.number(folder.resolve("size")).orElse(0);
        if (offset > size - bytes) {
            throw RangeDevice.unsuitable("a range lies in its device: device=" + name + " offset=" + offset + " bytes="
                    + bytes + " size=" + size + "; take less");
        }
        long page = SystemFile.number(folder.resolve("align")).orElse(USUAL_PAGE);
        return new MappedRegion.Terms(
                offset, Hull.multiplesOf(page), 0, MappedRegion.Zeros.WRITTEN, MappingType.USER_PAGES);
    }

    @Override
    public OptionalLong address(long offset) {
        OptionalLong first = SystemFile.number(folder.resolve("resource"));
        return first.isPresent() ? OptionalLong.of(first.getAsLong() + offset) : OptionalLong.empty();
    }

    @Override
    public String toAppear() {
        return "make it with daxctl or ndctl (mode devdax), or reserve memory with efi_fake_mem= or memmap=";
    }

    @Override
    public String toOpen() {
        return UdevRule.of("dax", name);
    }

    @Override
    public String toMap() {
        return "the driver of " + name + " does not let this range be mapped";
    }
}
