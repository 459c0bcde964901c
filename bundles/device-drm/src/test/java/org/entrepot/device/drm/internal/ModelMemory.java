package org.entrepot.device.drm.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalInt;
import org.entrepot.api.CpuUse;
import org.entrepot.linux.DmaBufFile;

/** Plays memory with a descriptor, which is its size in pages. */
record ModelMemory(long size) implements DmaBufFile {
    @Override
    public ByteBuffer view() {
        return ByteBuffer.allocate(Math.toIntExact(size));
    }

    @Override
    public OptionalInt descriptor() {
        return OptionalInt.of((int) (size / 4096));
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        // Nobody else looks at it.
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        // Nobody else looks at it.
    }

    @Override
    public boolean awaitDrivers(CpuUse use, Duration longest) {
        return true;
    }

    @Override
    public void close() {
        // It is nobody's.
    }
}
