package com.example.sram;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * A buffer in the on-chip memory. It needs nothing of the heap's component but its books, and so outlives it. Its bytes are its
 * own: nobody else ever sees them, however long a view is kept.
 */
final class SramMemory implements ExportedMemory {
    private final List<MemoryCookie> cookies;
    private final ByteBuffer bytes;
    private final PageFrames.Placement placement;
    private final Runnable giveBack;
    private final AtomicBoolean open = new AtomicBoolean(true);

    SramMemory(PageRun run, ByteBuffer bytes, PageFrames.Placement placement, Runnable giveBack) {
        this.cookies = List.of(new MemoryCookie.Pages(List.of(run)));
        this.bytes = bytes.order(ByteOrder.nativeOrder());
        this.placement = placement;
        this.giveBack = giveBack;
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public List<MemoryCookie> cookies() {
        return cookies;
    }

    @Override
    public ByteBuffer view() {
        return bytes;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            placement.close();
            giveBack.run();
        }
    }
}
