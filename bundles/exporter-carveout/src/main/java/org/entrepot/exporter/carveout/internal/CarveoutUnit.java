package org.entrepot.exporter.carveout.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.api.Segment;
import org.entrepot.spi.BusTarget;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageFrames;
import org.jspecify.annotations.Nullable;

/**
 * The carve-out as a unit on the bus: its bytes at its addresses. It lives until its heap has left and the last memory is back;
 * from the moment it retires it answers only where memory is out, for a successor may answer the rest.
 */
final class CarveoutUnit implements BusTarget {
    private final DeviceBus bus;
    private final Placing placing;
    private final CarveoutRange range;
    private final CarveoutBytes bytes;
    private final GuardRounds guards;
    private final CarveoutMapper.Reach reach;
    private final Consumer<String> warnings;
    private final DeviceBus.Window window;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * Puts a carve-out on the bus.
     *
     * @param placing which addresses it has
     * @param fit by which rule a free run is chosen
     * @param bytes behind the addresses, the unit's from now on
     * @param guards around what is handed out, the unit's from now on
     * @param warnings told what goes wrong where nobody can be told by an exception
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the addresses are somebody else's
     */
    CarveoutUnit(
            DeviceBus bus,
            Placing placing,
            Fit fit,
            CarveoutBytes bytes,
            GuardRounds guards,
            Consumer<String> warnings) {
        this.bus = bus;
        this.placing = placing;
        this.range = new CarveoutRange(fit.over(placing.origin(), placing.pages()), placing.pages());
        this.bytes = bytes;
        this.guards = guards;
        this.warnings = warnings;
        this.reach = new CarveoutMapper.Reach(bus, new Segment(placing.address(), placing.bytes()));
        this.window = bus.answer("heap " + placing.heap(), placing.address(), placing.bytes(), this);
        // Not before the addresses are ours: until then another could retire from them.
        try {
            range.keep(survivors());
        } catch (RuntimeException e) {
            window.close();
            throw e;
        }
    }

    private List<Survivors.Pages> survivors() {
        return bus.live(placing.address(), placing.bytes()).stream()
                .map(part ->
                        new Survivors.Pages(page(part.address()), page(part.lastAddress()) - page(part.address()) + 1))
                .toList();
    }

    private int page(long address) {
        return (int) ((address - placing.address()) >> PageFrames.PAGE_SHIFT);
    }

    /** Gives back what an earlier life of the range no longer has out; true if it still has something. */
    boolean lookForSurvivors() {
        range.keepOnly(survivors());
        return range.hasSurvivors();
    }

    private static long size(int pages) {
        return (long) pages << PageFrames.PAGE_SHIFT;
    }

    /** Which pages are out. */
    CarveoutRange range() {
        return range;
    }

    /** Which devices reach it without a mapper. */
    CarveoutMapper.Reach reach() {
        return reach;
    }

    /** The name of its heap. */
    String heap() {
        return placing.heap();
    }

    /**
     * Hands out a run that was taken. If that fails the run is given back.
     *
     * @param taken from the range
     */
    CarveoutMemory handOut(MemoryRequest request, long taken) {
        int run = CarveoutRange.run(taken);
        int start = CarveoutRange.start(taken);
        int count = placing.count(request);
        try {
            bytes.makeZero(start, count);
            GuardPages around = placing.guard() == 0 ? null : guards.around(bytes, start, count, request.name());
            int first = start + placing.guard();
            return new CarveoutMemory(this, run, first, request.bytes(), placing.address() + size(first), around);
        } catch (RuntimeException e) {
            give(run, start, count);
            throw e;
        }
    }

    /**
     * Takes memory back.
     *
     * @param run its number
     * @param first page that was handed out
     * @param handedOut how many were
     * @param around guards, or null
     */
    void takeBack(int run, int first, int handedOut, @Nullable GuardPages around) {
        if (around != null) {
            guards.remove(around);
        }
        int start = first - placing.guard();
        int count = handedOut + 2 * placing.guard();
        try {
            bytes.makeZero(start, count);
        } catch (RuntimeException e) {
            warnings.accept("pages are made zero when they come back: heap=" + heap() + " (" + e
                    + "); it is tried again before they are handed out");
        }
        give(run, start, count);
    }

    private void give(int run, int start, int count) {
        if (range.give(run, start, count, count - 2 * placing.guard())) {
            close();
        }
    }

    /** Who looks at its guard pages. */
    GuardRounds guards() {
        return guards;
    }

    /** The bytes. */
    CarveoutBytes bytes() {
        return bytes;
    }

    @Override
    public boolean read(long offset, byte[] target, int at, int length) {
        if (!answers(offset, length)) {
            return false;
        }
        bytes.read(offset, target, at, length);
        return true;
    }

    @Override
    public boolean write(long offset, byte[] source, int at, int length) {
        if (!answers(offset, length)) {
            return false;
        }
        bytes.write(offset, source, at, length);
        return true;
    }

    private boolean answers(long offset, int length) {
        int first = (int) (offset >> PageFrames.PAGE_SHIFT);
        int last = (int) ((offset + length - 1) >> PageFrames.PAGE_SHIFT);
        return range.answers(first, last + 1);
    }

    @Override
    public List<Segment> live() {
        List<Segment> out = new ArrayList<>();
        range.forEachOut((start, count) -> out.add(new Segment(size(start), size(count))));
        return out;
    }

    /** Hands nothing out any more, and gives the addresses to whoever wants them next. */
    void retire() {
        boolean empty = range.shut();
        window.retire();
        if (empty) {
            close();
        }
    }

    private void close() {
        if (open.compareAndSet(true, false)) {
            window.close();
            guards.close();
            bytes.close();
        }
    }
}
