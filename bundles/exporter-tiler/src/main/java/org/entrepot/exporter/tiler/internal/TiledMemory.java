package org.entrepot.exporter.tiler.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Orientation;
import org.entrepot.api.Segment;
import org.entrepot.linux.PlacedMemory;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PrivateMapRequest;
import org.entrepot.spi.PrivateMapper;

/**
 * Memory behind the tiling unit. Its areas are reserved as long as it is there, and pinned as long as a device has it mapped. It has no
 * cookie: where it is only its exporter can tell a device.
 */
final class TiledMemory implements ExportedMemory, PrivateMapper {
    private final Home home;
    private final long size;
    private final List<Piece> pieces;
    private final PlacedMemory pages;
    private final Optional<DetiledView> copy;
    private final Runnable giveBack;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private int mappings;

    /**
     * Where memory is at home.
     *
     * @param name of the exporter
     * @param unit in which it is reserved
     * @param bus on which the unit is
     */
    record Home(String name, TilingUnit unit, DeviceBus bus) {}

    /**
     * Memory in reserved areas.
     *
     * @param size bytes of the request
     * @param pages behind the areas, one piece after the other
     * @param copy rows for the CPU; nothing where the pages are in order
     * @param giveBack run once, when the memory is closed and its pages are free
     */
    TiledMemory(
            Home home,
            long size,
            List<Piece> pieces,
            PlacedMemory pages,
            Optional<DetiledView> copy,
            Runnable giveBack) {
        this.home = home;
        this.size = size;
        this.pieces = pieces;
        this.pages = pages;
        this.copy = copy;
        this.giveBack = giveBack;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<MemoryCookie> cookies() {
        return List.of();
    }

    @Override
    public Optional<PrivateMapper> privateMapper() {
        return Optional.of(this);
    }

    @Override
    public String name() {
        return home.name();
    }

    @Override
    public Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
        boolean shown = orientation == Orientation.ROTATE_0 || copy.isPresent();
        return shown ? Reach.match(home.bus(), device, constraints, orientation) : Match.TRY_NEXT;
    }

    @Override
    public DeviceAddresses map(PrivateMapRequest request) {
        List<Segment> segments = new ArrayList<>();
        for (Piece piece : pieces) {
            segments.addAll(
                    piece instanceof Piece.Plain
                            ? cut(piece.seen(request.orientation()), request.constraints())
                            : piece.seen(request.orientation()));
        }
        pin();
        try {
            return new Shown(home.bus().reach(request.device(), request.direction(), segments));
        } catch (RuntimeException e) {
            unpin();
            throw e;
        }
    }

    /** Cuts a run of pages where the device's segments must end. */
    private static List<Segment> cut(List<Segment> runs, Constraints limits) {
        List<Segment> parts = new ArrayList<>();
        for (Segment run : runs) {
            for (long done = 0; done < run.length(); ) {
                long address = run.address() + done;
                long part = Math.min(run.length() - done, limits.maxSegmentSize() & -SlotLayout.SLOT_BYTES);
                if (limits.segmentBoundary() != 0) {
                    part = Math.min(part, limits.segmentBoundary() - (address & (limits.segmentBoundary() - 1)));
                }
                parts.add(new Segment(address, part));
                done += part;
            }
        }
        return parts;
    }

    private synchronized void pin() {
        if (mappings++ == 0) {
            pieces.forEach(piece -> home.unit().pin(piece.area(), pagesOf(piece)));
        }
    }

    private List<Page> pagesOf(Piece piece) {
        List<Page> all = new ArrayList<>(piece.area().slots());
        for (int page = 0; page < piece.area().slots(); page++) {
            all.add(new Page(
                    piece.area().mode(),
                    pages.view(),
                    piece.base() + page * SlotLayout.SLOT_BYTES,
                    piece.written(),
                    piece.bandOf(page),
                    true));
        }
        return all;
    }

    private synchronized void unpin() {
        if (--mappings == 0) {
            pieces.forEach(piece -> home.unit().unpin(piece.area()));
        }
    }

    @Override
    public ByteBuffer view() {
        return copy.map(DetiledView::view).orElseGet(pages::view);
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        copy.ifPresent(rows -> rows.begin(use));
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        copy.ifPresent(rows -> rows.end(use));
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            copy.ifPresent(DetiledView::close);
            pages.close();
            giveBack.run();
        }
    }

    /** A device's way to the memory: pinned until closed. */
    private final class Shown implements DeviceAddresses {
        private final DeviceAddresses addresses;
        private final AtomicBoolean mapped = new AtomicBoolean(true);

        Shown(DeviceAddresses addresses) {
            this.addresses = addresses;
        }

        @Override
        public List<Segment> segments() {
            return addresses.segments();
        }

        @Override
        public void close() {
            if (mapped.compareAndSet(true, false)) {
                addresses.close();
                unpin();
            }
        }
    }
}
