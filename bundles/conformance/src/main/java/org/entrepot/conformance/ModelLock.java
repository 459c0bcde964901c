package org.entrepot.conformance;

import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Usage;

/** Several reservations of the model, locked in the order of their numbers. */
final class ModelLock implements ReservationLock {
    private final Set<Reservation> reservations;
    private final Deque<ModelReservation> entered = new ArrayDeque<>();
    private boolean open = true;

    private ModelLock(Collection<Reservation> reservations) {
        this.reservations = Set.copyOf(reservations);
    }

    /** Locks them all, or none. */
    static ModelLock of(Collection<Reservation> reservations, Duration longest) {
        ModelLock lock = new ModelLock(reservations);
        List<ModelReservation> order = lock.reservations.stream()
                .map(ModelReservation.class::cast)
                .sorted(comparingLong(ModelReservation::number))
                .toList();
        long deadline = System.nanoTime() + longest.toNanos();
        boolean all = false;
        try {
            for (ModelReservation each : order) {
                each.enter(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                lock.entered.push(each);
            }
            all = true;
        } finally {
            if (!all) {
                lock.close();
            }
        }
        return lock;
    }

    @Override
    public Set<Reservation> reservations() {
        return reservations;
    }

    @Override
    public synchronized void add(Reservation reservation, Fence fence, Usage usage) {
        if (!reservations.contains(reservation)) {
            throw new IllegalArgumentException("a fence is added to what is locked: locked=" + reservations.size());
        }
        if (!open) {
            throw new IllegalStateException("a closed lock adds nothing: lock it again");
        }
        ((ModelReservation) reservation).put(fence, usage);
    }

    @Override
    public synchronized void close() {
        open = false;
        while (!entered.isEmpty()) {
            entered.pop().leave();
        }
    }
}
