package org.entrepot.torture.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.entrepot.api.Backing;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;

/** One thread that lets buffers live in every way there is, one after another, by its own numbers. */
final class Worker implements Runnable {
    private static final int MOST_SHELVED = 12;
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration FENCE_BOUND = Duration.ofSeconds(8);

    private final Workplace workplace;
    private final Watchdog watchdog;
    private final SplittableRandom random;
    private final Timeline timeline;
    private final DeviceWork devices;
    private final SharedWork shared;
    private final List<Way> ways;
    private final Deque<Parcel> shelf = new ArrayDeque<>();
    private volatile boolean stopped;

    /** A way to live. */
    private record Way(String name, Runnable live) {}

    /** A worker that draws all it does from its own numbers. */
    Worker(Workplace workplace, Gateway gateway, Watchdog watchdog, SplittableRandom random, String name) {
        this.workplace = workplace;
        this.watchdog = watchdog;
        this.random = random;
        this.timeline = gateway.fences().timeline(name, FENCE_BOUND);
        this.devices = new DeviceWork(workplace, gateway.rotator(), random);
        this.shared = new SharedWork(workplace, random);
        this.ways = List.of(
                new Way("written and handed over", this::plain),
                new Way("memory at the first use", this::lazy),
                new Way("lent by a pool", this::pooled),
                new Way("written behind a fence", this::fenced),
                new Way("kept for later", this::shelve),
                new Way("a device that joins late", this::joined),
                new Way("turned by the rotator", devices::rotate),
                new Way("negotiated by a collection", shared::negotiate));
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Beat beat = watchdog.beat();
        while (!stopped) {
            step(beat, ways.get(random.nextInt(ways.size())));
        }
        step(beat, new Way("clearing the shelf", () -> shelf.forEach(workplace::accept)));
        timeline.close();
        beat.end();
    }

    /** Whatever is thrown is a failure: what may be refused is judged where it is asked for. */
    private void step(Beat beat, Way way) {
        beat.begin(way.name());
        try {
            way.live().run();
            workplace.acceptOne();
        } catch (RuntimeException | Error e) {
            workplace.tally().fail("while \"" + way.name() + "\"", e);
        }
        workplace.tally().step();
    }

    /** Mostly small, now and then a frame. */
    private long size() {
        int pages = random.nextInt(16) == 0 ? 1 + random.nextInt(256) : 1 + random.nextInt(24);
        return pages * 4096L;
    }

    private void plain() {
        Kind kind = Kind.any(random);
        long bytes = size();
        workplace
                .take(kind, () -> workplace.allocator().allocate(kind.request(bytes, Backing.AT_ONCE)))
                .ifPresent(buffer -> {
                    checkZero(buffer);
                    Parcel parcel = filled(buffer, kind);
                    devices.touch(buffer, kind);
                    workplace.handOver(parcel);
                });
    }

    /** A fresh buffer shows nobody's bytes. */
    private void checkZero(DmaBuf buffer) {
        long wrong = Pattern.ZEROS.wrong(buffer);
        if (wrong != 0) {
            workplace.tally().fail("not zero when handed out: bytes=" + wrong + " in " + buffer.exporter());
        }
    }

    private Parcel filled(DmaBuf buffer, Kind kind) {
        Pattern pattern = workplace.newPattern();
        String born = buffer.exporter();
        pattern.write(buffer);
        return new Parcel(buffer, pattern, kind + " born in " + born);
    }

    /** The first use may be refused as an allocation may; a later one may not. */
    private void lazy() {
        Kind kind = Kind.any(random);
        long bytes = size();
        workplace
                .take(kind, () -> workplace.allocator().allocate(kind.request(bytes, Backing.AT_FIRST_USE)))
                .ifPresent(buffer -> workplace
                        .take(kind, () -> filled(buffer, kind))
                        .ifPresentOrElse(workplace::handOver, buffer::close));
    }

    private void pooled() {
        Kind kind = Kind.any(random);
        workplace.take(kind, () -> borrowed(kind)).filter(DmaBuf::isOpen).ifPresent(buffer -> {
            Parcel parcel = filled(buffer, kind);
            devices.touch(buffer, kind);
            workplace.handOver(parcel);
        });
    }

    private DmaBuf borrowed(Kind kind) {
        while (true) {
            try {
                return workplace.pool(kind).acquire(SHORT);
            } catch (EntrepotException e) {
                if (e.reason() != Reason.BUSY) {
                    throw e;
                }
                // All are lent, perhaps to parcels that nobody has looked at yet.
                workplace.tally().count("waited for a pool");
                workplace.acceptOne();
                clearShelf();
            }
        }
    }

    /** Whoever is handed the buffer waits for the fence, and so sees all that was written behind it. */
    private void fenced() {
        long bytes = size();
        workplace
                .take(Kind.CPU, () -> workplace.allocator().allocate(Kind.CPU.request(bytes, Backing.AT_ONCE)))
                .ifPresent(this::writeBehindAFence);
    }

    private void writeBehindAFence(DmaBuf buffer) {
        Pattern pattern = workplace.newPattern();
        Fence written;
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            written = timeline.issue();
            buffer.reservation().add(written, Usage.WRITE);
            workplace.handOver(new Parcel(buffer, pattern, "written behind " + written));
            pattern.write(access.view());
        } finally {
            timeline.signal(timeline.issued());
        }
    }

    private void shelve() {
        Kind kind = Kind.any(random);
        long bytes = size();
        workplace
                .take(kind, () -> workplace.allocator().allocate(kind.request(bytes, Backing.AT_ONCE)))
                .ifPresent(buffer -> shelf.add(filled(buffer, kind)));
        if (shelf.size() >= MOST_SHELVED) {
            clearShelf();
        }
    }

    private void clearShelf() {
        for (Parcel parcel = shelf.poll(); parcel != null; parcel = shelf.poll()) {
            workplace.accept(parcel);
        }
    }

    /** In whatever heap it is: for the rotator it has to move, or not. */
    private void joined() {
        long bytes = size();
        workplace
                .take(Kind.CPU, () -> workplace.allocator().allocate(Kind.CPU.request(bytes, Backing.AT_ONCE)))
                .ifPresent(buffer -> {
                    Parcel parcel = filled(buffer, Kind.CPU);
                    devices.touch(buffer, Kind.ROTATOR);
                    workplace.handOver(parcel);
                });
    }
}
