package org.entrepot.torture.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.entrepot.api.Backing;
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
    private final int weights;
    private final Deque<Parcel> shelf = new ArrayDeque<>();
    private volatile boolean stopped;

    /**
     * A way to live.
     *
     * @param name for people
     * @param weight how often it is taken, of those of all ways together
     * @param live one life
     */
    private record Way(String name, int weight, Runnable live) {}

    /** A worker that draws all it does from its own numbers. */
    Worker(
            Workplace workplace,
            Gateway gateway,
            Guests guests,
            Watchdog watchdog,
            SplittableRandom random,
            String name) {
        this.workplace = workplace;
        this.watchdog = watchdog;
        this.random = random;
        this.timeline = gateway.fences().timeline(name, FENCE_BOUND);
        this.devices = new DeviceWork(workplace, gateway.rotator(), random);
        this.shared = new SharedWork(workplace, random);
        OperatorWork operator = new OperatorWork(workplace, gateway, random);
        HeldWork held = new HeldWork(workplace, gateway, guests, operator, random);
        this.ways = List.of(
                new Way("written and handed over", 6, this::plain),
                new Way("memory at the first use", 6, this::lazy),
                new Way("lent by a pool", 6, this::pooled),
                new Way("written behind a fence", 6, this::fenced),
                new Way("kept for later", 6, this::shelve),
                new Way("a device that joins late", 6, this::joined),
                new Way("turned by the rotator", 6, devices::rotate),
                new Way("negotiated by a collection", 6, shared::negotiate),
                new Way("moved by an operator", 4, operator::moveOne),
                new Way("moved with many others", 2, operator::moveMany),
                new Way("drained with its heap", 1, operator::drain),
                new Way("pinned by a dynamic device", 4, held::pin),
                new Way("taken from a revocable device", 2, held::revoke),
                new Way("shown by the display", 4, held::show));
        this.weights = ways.stream().mapToInt(Way::weight).sum();
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Beat beat = watchdog.beat();
        while (!stopped) {
            step(beat, any());
        }
        step(beat, new Way("clearing the shelf", 0, () -> shelf.forEach(workplace::accept)));
        timeline.close();
        beat.end();
    }

    private Way any() {
        int drawn = random.nextInt(weights);
        for (Way way : ways) {
            drawn -= way.weight();
            if (drawn < 0) {
                return way;
            }
        }
        throw new IllegalStateException("the weights of all ways are " + weights);
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
                    Parcel parcel = workplace.filled(buffer, kind);
                    devices.touch(buffer, kind);
                    workplace.handOver(parcel);
                });
    }

    /** A fresh buffer shows nobody's bytes. */
    private void checkZero(DmaBuf buffer) {
        long wrong = workplace.cpu().wrong(buffer, Pattern.ZEROS);
        if (wrong != 0) {
            workplace.tally().fail("not zero when handed out: bytes=" + wrong + " in " + buffer.exporter());
        }
    }

    /** The first use may be refused as an allocation may; a later one may not. */
    private void lazy() {
        Kind kind = Kind.any(random);
        long bytes = size();
        workplace
                .take(kind, () -> workplace.allocator().allocate(kind.request(bytes, Backing.AT_FIRST_USE)))
                .ifPresent(buffer -> workplace
                        .take(kind, () -> workplace.filled(buffer, kind))
                        .ifPresentOrElse(workplace::handOver, buffer::close));
    }

    private void pooled() {
        Kind kind = Kind.any(random);
        workplace.take(kind, () -> borrowed(kind)).filter(DmaBuf::isOpen).ifPresent(buffer -> {
            Parcel parcel = workplace.filled(buffer, kind);
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
        AtomicReference<Parcel> kept = new AtomicReference<>();
        try {
            workplace.cpu().during(buffer, CpuUse.WRITE, access -> {
                Fence written = timeline.issue();
                buffer.reservation().add(written, Usage.WRITE);
                Parcel parcel = new Parcel(buffer, pattern, "written behind " + written);
                kept.set(workplace.isHandedOver(parcel) ? null : parcel);
                pattern.write(access.view());
                return 0;
            });
        } finally {
            timeline.signal(timeline.issued());
        }
        Optional.ofNullable(kept.get()).ifPresent(workplace::accept);
    }

    private void shelve() {
        Kind kind = Kind.any(random);
        long bytes = size();
        workplace
                .take(kind, () -> workplace.allocator().allocate(kind.request(bytes, Backing.AT_ONCE)))
                .ifPresent(buffer -> shelf.add(workplace.filled(buffer, kind)));
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
                    Parcel parcel = workplace.filled(buffer, Kind.CPU);
                    devices.touch(buffer, Kind.ROTATOR);
                    workplace.handOver(parcel);
                });
    }
}
