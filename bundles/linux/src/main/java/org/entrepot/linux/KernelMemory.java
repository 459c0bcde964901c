package org.entrepot.linux;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.CpuUse;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;

/** Memory of the kernel: what identifies it is its descriptor, and nobody is told its page frames. */
final class KernelMemory implements ExportedMemory {
    private final DmaBufFile file;
    private final List<MemoryCookie> cookies;
    private final Runnable whenDone;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * Hands a file out.
     *
     * @param file the memory's from now on
     * @param whenDone run once, when the memory is closed
     */
    KernelMemory(DmaBufFile file, Runnable whenDone) {
        this.file = file;
        this.cookies = List.of(new MemoryCookie.Descriptor(file.descriptor().orElseThrow()));
        this.whenDone = whenDone;
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public List<MemoryCookie> cookies() {
        return cookies;
    }

    @Override
    public ByteBuffer view() {
        return file.view();
    }

    @Override
    public boolean awaitDevices(CpuUse use, Duration longest) {
        return file.awaitDrivers(use, longest);
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        file.beginCpuAccess(use);
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        file.endCpuAccess(use);
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            file.close();
            whenDone.run();
        }
    }
}
