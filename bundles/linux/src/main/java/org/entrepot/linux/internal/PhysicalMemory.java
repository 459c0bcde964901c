package org.entrepot.linux.internal;

import java.util.OptionalLong;
import org.entrepot.api.MappingType;

/** {@code drivers/char/mem.c}: the whole of physical memory, of which the kernel lets go what it does not use. */
record PhysicalMemory() implements RangeDevice {
    @Override
    public MappedRegion.Terms terms(long offset, long bytes) {
        return new MappedRegion.Terms(offset, Hull.PAGES, 0, MappedRegion.Zeros.WRITTEN, MappingType.USER_RANGE);
    }

    @Override
    public OptionalLong address(long offset) {
        return OptionalLong.of(offset);
    }

    @Override
    public String toAppear() {
        return "this kernel is built without CONFIG_DEVMEM; use a UIO or DAX device";
    }

    @Override
    public String toOpen() {
        return "be in the device's group (kmem) and have CAP_SYS_RAWIO, on a kernel that is not locked down";
    }

    @Override
    public String toMap() {
        return "the kernel uses this range itself (CONFIG_STRICT_DEVMEM): reserve it at boot by memmap= or a"
                + " reserved-memory node";
    }
}
