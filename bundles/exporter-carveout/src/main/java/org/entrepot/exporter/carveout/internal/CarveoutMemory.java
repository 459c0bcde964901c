package org.entrepot.exporter.carveout.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Segment;
import org.entrepot.linux.MemoryFile;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PrivateMapper;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a carve-out. It has a view from the first time that one is asked for; what nobody can have written to is given back
 * without a look at its bytes.
 */
final class CarveoutMemory implements ExportedMemory {
    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(CarveoutMemory.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CarveoutUnit unit;
    private final int run;
    private final int first;
    private final long size;
    private final @Nullable GuardPages guards;
    private final List<MemoryCookie> cookies;
    private volatile @Nullable MemoryFile window;
    private volatile boolean closed;

    /**
     * Hands out pages.
     *
     * @param unit they are from
     * @param run that they were taken as
     * @param first of them
     * @param size bytes
     * @param address of the first byte on the bus
     * @param guards around them, or null
     */
    CarveoutMemory(CarveoutUnit unit, int run, int first, long size, long address, @Nullable GuardPages guards) {
        this.unit = unit;
        this.run = run;
        this.first = first;
        this.size = size;
        this.guards = guards;
        MemoryCookie place = new MemoryCookie.DeviceAddress(unit.heap(), DeviceBus.DIRECT, address, size);
        this.cookies = unit.bytes()
                .byAddress()
                .<List<MemoryCookie>>map(
                        type -> List.of(place, new MemoryCookie.ProcessAddresses(type, this::userAddress, size)))
                .orElse(List.of(place));
    }

    private long userAddress() {
        MemoryFile seen = window;
        return (seen == null ? opened() : seen)
                .byAddress()
                .orElseThrow(this::closed)
                .address();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<MemoryCookie> cookies() {
        return cookies;
    }

    @Override
    public Optional<PrivateMapper> privateMapper() {
        MemoryCookie.DeviceAddress place = (MemoryCookie.DeviceAddress) cookies.get(0);
        return Optional.of(new CarveoutMapper(unit.heap(), unit.reach(), new Segment(place.address(), place.bytes())));
    }

    private int pages() {
        return (int) (size >> PageFrames.PAGE_SHIFT);
    }

    @Override
    public ByteBuffer view() {
        MemoryFile seen = window;
        return (seen == null ? opened() : seen).view();
    }

    private synchronized MemoryFile opened() {
        MemoryFile made = window;
        if (made == null) {
            checkOpen();
            made = unit.bytes().window(first, pages());
            window = made;
        }
        return made;
    }

    private void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("memory is seen while it is open: heap=" + unit.heap() + " size=" + size);
    }

    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, false, true)) {
            MemoryFile seen = lastWindow();
            if (seen != null) {
                closeWindow(seen);
                unit.bytes().markWritten(first, pages());
            }
            unit.takeBack(run, first, pages(), guards);
        }
    }

    /** The window, once nobody is opening one any more: who comes later finds the memory closed. */
    private synchronized @Nullable MemoryFile lastWindow() {
        return window;
    }

    /** Takes the view away. Where the kernel cannot, the memory is not given back, so that nobody else's bytes are seen. */
    private void closeWindow(MemoryFile seen) {
        try {
            seen.close();
        } catch (RuntimeException e) {
            closed = false;
            throw e;
        }
    }
}
