package org.entrepot.exporter.tiler.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.entrepot.api.Orientation;
import org.entrepot.api.Segment;
import org.entrepot.spi.BusTarget;
import org.entrepot.spi.DeviceBus;

/**
 * Where the unit is on the bus: the natural view for devices that drive 32 address bits, all eight views for those that drive 34.
 *
 * <p>A unit that retires goes on answering for what is reserved in it, and leaves the bus with the last of it. Its successor learns from
 * {@link BusTarget#live} which slots it must not hand out: in the natural view row by row, as they were handed out.
 */
final class Aperture {
    /** Where the machine has the natural view. */
    static final long NATURAL = 0x6000_0000L;

    /** Where the machine has all eight views. */
    static final long ALL_VIEWS = 0x2_0000_0000L;

    /** Address bits of a device that reaches all views. */
    static final int ALL_VIEWS_BITS = 34;

    /** Address bits of a device that reaches the natural view. */
    static final int NATURAL_BITS = 31;

    private final DeviceBus bus;
    private final TilingUnit unit;
    private final DeviceBus.Window natural;
    private final DeviceBus.Window allViews;
    private boolean retired;

    /** Answers accesses by the unit. */
    private record Target(TilingUnit unit, Supplier<List<Segment>> living) implements BusTarget {
        @Override
        public boolean read(long offset, byte[] target, int at, int length) {
            return unit.read(offset, target, at, length);
        }

        @Override
        public boolean write(long offset, byte[] source, int at, int length) {
            return unit.write(offset, source, at, length);
        }

        @Override
        public List<Segment> live() {
            return living.get();
        }
    }

    /**
     * Puts a unit on the bus, and keeps it off the slots in which memory of its predecessors is.
     *
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the addresses are somebody else's
     */
    Aperture(String owner, DeviceBus bus, TilingUnit unit) {
        this.bus = bus;
        this.unit = unit;
        this.natural = bus.answer(owner, NATURAL, TilerAddressLayout.VIEW_BYTES, new Target(unit, this::naturalRows));
        try {
            this.allViews =
                    bus.answer(owner, ALL_VIEWS, TilerAddressLayout.ALL_BYTES, new Target(unit, this::everyView));
        } catch (RuntimeException e) {
            natural.close();
            throw e;
        }
        strand(unit.containers());
    }

    /** Where the row of a view is that begins with a pixel of the container. */
    static long address(Mode mode, Orientation orientation, int x, int y) {
        long address = TilerAddressLayout.address(mode, TilerAddressLayout.view(orientation), x, y);
        return orientation == Orientation.ROTATE_0 ? NATURAL + address : ALL_VIEWS + address;
    }

    /** Gives the addresses to whoever comes next. */
    synchronized void retire() {
        unit.retire();
        retired = true;
        natural.retire();
        allViews.retire();
        leaveIfEmpty();
    }

    /** Gives areas back. */
    synchronized void release(List<Area> areas) {
        areas.forEach(unit::release);
        leaveIfEmpty();
    }

    private void leaveIfEmpty() {
        if (retired && unit.reserved().isEmpty()) {
            natural.close();
            allViews.close();
        }
    }

    /** Looks again which memory of earlier lives is still there. */
    void revisit() {
        List<Container> waiting =
                unit.containers().stream().filter(Container::isStranded).toList();
        if (!waiting.isEmpty()) {
            strand(waiting);
        }
    }

    private void strand(List<Container> containers) {
        List<Segment> survivors = bus.live(NATURAL, TilerAddressLayout.VIEW_BYTES);
        for (Container container : containers) {
            BitSet slots = new BitSet(SlotMap.SLOTS);
            survivors.forEach(segment -> mark(slots, segment, container));
            container.strand(slots);
        }
    }

    /** Marks the slots that a row of pixels, or a run of pages, goes through. */
    private void mark(BitSet slots, Segment segment, Container container) {
        Mode mode = TilerAddressLayout.mode(segment.address() - NATURAL);
        if (unit.container(mode) == container) {
            LongStream.iterate(0, at -> at < segment.length(), at -> at + mode.slotRowBytes())
                    .map(at -> segment.address() - NATURAL + at)
                    .forEach(at -> slots.set((TilerAddressLayout.x(at) >> mode.slotWidthBits())
                            + (TilerAddressLayout.y(at) >> mode.slotHeightBits()) * SlotMap.COLUMNS));
        }
    }

    private List<Segment> naturalRows() {
        List<Segment> rows = new ArrayList<>();
        for (Area area : unit.reserved()) {
            if (area instanceof Area.Rectangle rectangle) {
                addRows(rectangle, rows);
            } else {
                rows.add(new Segment(
                        TilerAddressLayout.address(Mode.PAGE, 0, 0, 0) + (long) area.slot(0) * SlotLayout.SLOT_BYTES,
                        area.bytes()));
            }
        }
        return rows;
    }

    private static void addRows(Area.Rectangle area, List<Segment> rows) {
        Mode mode = area.mode();
        for (int row = 0; row < area.height() * mode.slotHeight(); row++) {
            rows.add(new Segment(
                    TilerAddressLayout.address(mode, 0, area.x(), area.y() + row),
                    (long) area.width() * mode.slotRowBytes()));
        }
    }

    /** In the other views a container is left alone as long as anything is in it: nobody but a unit like this has use for part of it. */
    private List<Segment> everyView() {
        return unit.reserved().stream()
                .map(Area::mode)
                .distinct()
                .flatMap(mode -> LongStream.range(0, Orientation.values().length)
                        .mapToObj(view -> new Segment(
                                TilerAddressLayout.address(mode, 0, 0, 0) + view * TilerAddressLayout.VIEW_BYTES,
                                TilerAddressLayout.MODE_BYTES)))
                .toList();
    }
}
