package org.entrepot.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;

/** A reservation of the model. */
final class ModelReservation implements Reservation {
    private final ModelFences fences;
    private final long number;
    private final Semaphore gate = new Semaphore(1);
    private volatile List<Entry> entries = List.of();

    private record Entry(Fence fence, Usage usage) {
        boolean isCoveredBy(Entry later) {
            return fence.isSignalled()
                    || (fence.context() == later.fence.context()
                            && fence.sequence() <= later.fence.sequence()
                            && usage.compareTo(later.usage) >= 0);
        }
    }

    ModelReservation(ModelFences fences, long number) {
        this.fences = fences;
        this.number = number;
    }

    /** By which reservations are locked in order. */
    long number() {
        return number;
    }

    /** Waits until nobody else adds fences. */
    void enter(Duration longest) {
        try {
            if (!gate.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EntrepotException(
                        Reason.BUSY, "a reservation is locked shortly: number=" + number + "; close the other lock");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a wait ends undisturbed: reservation=" + number + "; lock it again", e);
        }
    }

    void leave() {
        gate.release();
    }

    @Override
    public void add(Fence fence, Usage usage) {
        enter(Fences.LONGEST_BOUND);
        try {
            put(fence, usage);
        } finally {
            leave();
        }
    }

    /** Adds a fence, for who has entered. */
    void put(Fence fence, Usage usage) {
        Entry added = new Entry(fence, usage);
        Stream<Entry> kept = entries.stream().filter(entry -> !entry.isCoveredBy(added));
        entries = Stream.concat(kept, Stream.of(added)).toList();
    }

    @Override
    public List<Fence> fences(Usage query) {
        return entries.stream()
                .filter(entry -> entry.usage().isIn(query) && !entry.fence().isSignalled())
                .map(Entry::fence)
                .toList();
    }

    @Override
    public boolean isReady(Usage query) {
        return fences(query).isEmpty();
    }

    @Override
    public boolean await(Usage query, Duration longest) {
        return snapshot(query).await(longest);
    }

    @Override
    public Fence snapshot(Usage query) {
        return fences.merge(fences(query));
    }
}
