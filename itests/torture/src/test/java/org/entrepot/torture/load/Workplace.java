package org.entrepot.torture.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.entrepot.api.Allocator;
import org.entrepot.api.Backing;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;

/** What all workers share: the allocator, pools, the place where parcels are handed over, and how a refusal is judged. */
final class Workplace implements AutoCloseable {
    private static final int MOST_PARCELS = 64;
    private static final int POOLED = 12;
    private static final long POOLED_BYTES = 65536;

    private final Tally tally;
    private final CpuWork cpu;
    private final Allocator allocator;
    private final Map<Kind, Boolean> alwaysServed = new EnumMap<>(Kind.class);
    private final Map<Kind, BufferPool> pools = new EnumMap<>(Kind.class);
    private final BlockingQueue<Parcel> parcels = new ArrayBlockingQueue<>(MOST_PARCELS);
    private final AtomicLong seeds;

    /** Opens pools. While all is well: what the system heap can serve is asked now. */
    Workplace(Gateway gateway, Tally tally, long seed) {
        this.tally = tally;
        this.cpu = new CpuWork(tally);
        this.allocator = gateway.allocator();
        this.seeds = new AtomicLong(seed | 1);
        for (Kind kind : Kind.values()) {
            alwaysServed.put(kind, kind.isAlwaysServed(allocator));
            pools.put(kind, allocator.pool(kind.request(POOLED_BYTES, Backing.AT_ONCE), POOLED, Zeroing.WHEN_FRESH));
        }
    }

    Allocator allocator() {
        return allocator;
    }

    BufferPool pool(Kind kind) {
        return pools.get(kind);
    }

    Tally tally() {
        return tally;
    }

    CpuWork cpu() {
        return cpu;
    }

    /** What no other buffer holds. */
    Pattern newPattern() {
        return new Pattern(seeds.addAndGet(1L << 32));
    }

    /**
     * Takes memory, by whatever way.
     *
     * @return what was taken; nothing if it was refused as it may be
     */
    <T> Optional<T> take(Kind kind, Supplier<T> way) {
        try {
            T taken = way.get();
            tally.count("served " + kind);
            return Optional.of(taken);
        } catch (EntrepotException e) {
            judge(kind, e);
            return Optional.empty();
        }
    }

    /**
     * Whether a refusal may be. Of a kind that the system heap serves none may, because that heap is always here; of the others those
     * may that say that nobody can serve, or that those who can have no room.
     */
    private void judge(Kind kind, EntrepotException refusal) {
        boolean mayBe = refusal.reason() == Reason.REFUSED || refusal.reason() == Reason.OUT_OF_MEMORY;
        if (alwaysServed.get(kind) || !mayBe) {
            tally.fail("refused though the system heap serves it: kind=" + kind, refusal);
        } else {
            tally.count("refused " + kind + " " + refusal.reason());
        }
    }

    /** A buffer that holds what no other does. */
    Parcel filled(DmaBuf buffer, Kind kind) {
        Pattern pattern = newPattern();
        String born = buffer.exporter();
        cpu.write(buffer, pattern);
        return new Parcel(buffer, pattern, kind + " born in " + born);
    }

    /** Hands a parcel to whoever comes; looks at it at once if too many wait. */
    void handOver(Parcel parcel) {
        if (!isHandedOver(parcel)) {
            accept(parcel);
        }
    }

    /** Hands a parcel to whoever comes, unless too many wait. */
    boolean isHandedOver(Parcel parcel) {
        boolean taken = parcels.offer(parcel);
        if (taken) {
            tally.count("handed over");
        }
        return taken;
    }

    /** Looks at a parcel that somebody handed over, if there is one. */
    void acceptOne() {
        Parcel parcel = parcels.poll();
        if (parcel != null) {
            accept(parcel);
        }
    }

    /** Verifies a parcel, and ends it. */
    void accept(Parcel parcel) {
        try (var buffer = parcel.buffer()) {
            long wrong = cpu.wrong(buffer, parcel.pattern());
            tally.count("verified");
            if (wrong != 0) {
                tally.fail("corrupted: bytes=" + wrong + " of " + buffer.size() + " buffer=" + buffer.id() + " in "
                        + buffer.exporter() + " moves=" + buffer.moves() + " " + parcel.story());
            }
        }
    }

    @Override
    public void close() {
        for (Parcel parcel = parcels.poll(); parcel != null; parcel = parcels.poll()) {
            accept(parcel);
        }
        pools.values().forEach(BufferPool::close);
    }
}
