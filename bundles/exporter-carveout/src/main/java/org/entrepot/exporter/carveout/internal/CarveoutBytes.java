package org.entrepot.exporter.carveout.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.entrepot.api.MappingType;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.PageFrames;

/**
 * The bytes of a carve-out, and which of its pages are not known to be zero: those that somebody wrote to, and of memory that was
 * here before us all. Making zero what nobody wrote to costs nothing.
 */
final class CarveoutBytes implements AutoCloseable {
    private final MemoryRegion region;
    private final PageBits written;
    private final AtomicInteger writtenPages;
    private final LongAdder zeroedPages = new LongAdder();

    private CarveoutBytes(MemoryRegion region, PageBits written, int writtenPages) {
        this.region = region;
        this.written = written;
        this.writtenPages = new AtomicInteger(writtenPages);
    }

    /** A region that is zero. */
    static CarveoutBytes fresh(MemoryRegion region) {
        return new CarveoutBytes(region, PageBits.clear(pages(region)), 0);
    }

    /** A region with whatever was in it. */
    static CarveoutBytes found(MemoryRegion region) {
        return new CarveoutBytes(region, PageBits.set(pages(region)), pages(region));
    }

    private static int pages(MemoryRegion region) {
        return Math.toIntExact(region.size() >> PageFrames.PAGE_SHIFT);
    }

    void read(long offset, byte[] target, int at, int length) {
        region.read(offset, target, at, length);
    }

    void write(long offset, byte[] source, int at, int length) {
        int first = page(offset);
        int count = page(offset + length - 1) - first + 1;
        // Before the bytes, so that nobody finds bytes that are not accounted for; and after them, should they have
        // been made
        // zero in between.
        markWritten(first, count);
        region.write(offset, source, at, length);
        markWritten(first, count);
    }

    /** A view of some pages; whoever may have written through it marks them. */
    MemoryFile window(int start, int count) {
        return region.window(offset(start), offset(count));
    }

    /** As what a view can be mapped by a driver in user space; nothing if it cannot. */
    Optional<MappingType> byAddress() {
        return region.byAddress();
    }

    void markWritten(int start, int count) {
        writtenPages.addAndGet(written.set(start, count));
    }

    /** Makes pages zero that nobody else uses, as far as they may be something else. */
    void makeZero(int start, int count) {
        if (writtenPages.get() == 0) {
            return;
        }
        int end = start + count;
        for (int from = written.nextSet(start, end); from < end; from = written.nextSet(from, end)) {
            int pages = written.nextClear(from, end) - from;
            writtenPages.addAndGet(-written.clear(from, pages));
            zero(from, pages);
            zeroedPages.add(pages);
        }
    }

    private void zero(int start, int count) {
        try {
            region.zero(offset(start), offset(count));
        } catch (RuntimeException e) {
            markWritten(start, count);
            throw e;
        }
    }

    /** How many pages were made zero so far. */
    long zeroedPages() {
        return zeroedPages.sum();
    }

    private static int page(long offset) {
        return (int) (offset >> PageFrames.PAGE_SHIFT);
    }

    private static long offset(int page) {
        return (long) page << PageFrames.PAGE_SHIFT;
    }

    @Override
    public void close() {
        region.close();
    }
}
