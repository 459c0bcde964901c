package org.entrepot.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/** Bytes of their own at single page frames of a machine's page allocator. */
final class PlacedPages implements ExportedMemory {
    private final PageFrames machine;
    private final MemoryCookie.Pages cookie;
    private final ByteBuffer bytes;
    private final PageFrames.Placement placement;
    private final Runnable afterwards;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private PlacedPages(PageFrames machine, MemoryCookie.Pages cookie, ByteBuffer bytes, Runnable afterwards) {
        this.machine = machine;
        this.cookie = cookie;
        this.bytes = bytes;
        this.placement = machine.place(cookie.runs(), bytes);
        this.afterwards = afterwards;
    }

    /**
     * Places zeroed bytes.
     *
     * @param machine whose frames they are
     * @param pages of one frame each
     * @param afterwards run once, when the frames are given back
     */
    static PlacedPages place(PageFrames machine, List<PageRun> pages, Runnable afterwards) {
        MemoryCookie.Pages cookie = new MemoryCookie.Pages(pages);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Math.toIntExact(cookie.bytes())).order(ByteOrder.nativeOrder());
        return new PlacedPages(machine, cookie, bytes, afterwards);
    }

    /** Gives frames back, the newest first. */
    static void give(PageFrames machine, List<PageRun> pages) {
        for (int i = pages.size() - 1; i >= 0; i--) {
            machine.give(pages.get(i).frame(), 0);
        }
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public List<MemoryCookie> cookies() {
        return List.of(cookie);
    }

    @Override
    public ByteBuffer view() {
        return bytes;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            placement.close();
            give(machine, cookie.runs());
            afterwards.run();
        }
    }
}
