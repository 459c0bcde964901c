package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Usage;

/** Several reservations, locked in the order of their buffers' numbers. */
final class OrderedLock implements ReservationLock {
    private final Deque<BufferReservation> held = new ArrayDeque<>();
    private final Set<Reservation> all;
    private final Consumer<OrderedLock> closing;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private OrderedLock(List<BufferReservation> ordered, Consumer<OrderedLock> closing) {
        this.all = Set.copyOf(ordered);
        this.closing = closing;
    }

    /**
     * Locks reservations of this engine.
     *
     * @param longest for all of them together
     * @param closing told when it is closed
     */
    static OrderedLock of(Collection<Reservation> reservations, Duration longest, Consumer<OrderedLock> closing) {
        List<BufferReservation> ordered = reservations.stream()
                .map(OrderedLock::own)
                .distinct()
                .sorted(Comparator.comparingLong(BufferReservation::buffer))
                .toList();
        OrderedLock lock = new OrderedLock(ordered, closing);
        long end = System.nanoTime() + Math.min(Waits.nanos(longest), Long.MAX_VALUE / 2);
        try {
            for (BufferReservation reservation : ordered) {
                Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
                reservation.gate().enter(left, reservation.words());
                lock.held.push(reservation);
            }
        } catch (RuntimeException e) {
            lock.letGo();
            throw e;
        }
        return lock;
    }

    private static BufferReservation own(Reservation reservation) {
        if (reservation instanceof BufferReservation own) {
            return own;
        }
        throw new IllegalArgumentException(
                "a reservation is a buffer's: reservation=" + reservation + "; take it from DmaBuf.reservation()");
    }

    @Override
    public Set<Reservation> reservations() {
        return all;
    }

    @Override
    public synchronized void add(Reservation reservation, Fence fence, Usage usage) {
        if (!open.get()) {
            throw new IllegalStateException("a closed lock adds nothing: " + all + "; lock them again");
        }
        if (!all.contains(reservation)) {
            throw new IllegalArgumentException("a fence is added to what is locked: reservation=" + reservation);
        }
        own(reservation).put(fence, usage);
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            letGo();
            closing.accept(this);
        }
    }

    /** Under the monitor, so that nobody else comes in while something is still being added. */
    private synchronized void letGo() {
        while (!held.isEmpty()) {
            held.pop().gate().leave();
        }
    }
}
