package org.entrepot.conformance;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;

/** Fences with one fault. */
final class BrokenFences implements Fences {
    private final ModelFences sound = new ModelFences();
    private final FenceFault fault;

    BrokenFences(FenceFault fault) {
        this.fault = fault;
    }

    /** A lock that keeps nobody out. */
    private record Open(Set<Reservation> reservations) implements ReservationLock {
        @Override
        public void add(Reservation reservation, Fence fence, Usage usage) {
            reservation.add(fence, usage);
        }

        @Override
        public void close() {
            // Nothing is locked.
        }
    }

    /** Locks that were taken in the order of whoever asked. */
    private record OneByOne(Map<Reservation, ReservationLock> locks) implements ReservationLock {
        private static final Duration SHORT = Duration.ofMillis(300);

        static OneByOne locked(Fences fences, Collection<Reservation> reservations) {
            OneByOne taken = new OneByOne(new LinkedHashMap<>());
            try {
                for (Reservation each : reservations) {
                    taken.locks.put(each, fences.lock(List.of(each), SHORT));
                    // Long enough for somebody else to come between.
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
                return taken;
            } catch (RuntimeException e) {
                taken.close();
                throw e;
            }
        }

        @Override
        public Set<Reservation> reservations() {
            return locks.keySet();
        }

        @Override
        public void add(Reservation reservation, Fence fence, Usage usage) {
            Objects.requireNonNull(locks.get(reservation)).add(reservation, fence, usage);
        }

        @Override
        public void close() {
            locks.values().forEach(ReservationLock::close);
        }
    }

    /** A fence that answers some questions otherwise. */
    static Fence answering(Fence sound, Map<String, Supplier<?>> otherwise) {
        return (Fence) Proxy.newProxyInstance(
                Fence.class.getClassLoader(),
                new Class<?>[] {Fence.class},
                (proxy, method, arguments) -> otherwise.containsKey(method.getName())
                        ? otherwise.get(method.getName()).get()
                        : method.invoke(sound, arguments));
    }

    Reservation reservation() {
        return BrokenReservation.FAULTS.contains(fault) ? new BrokenReservation(sound, fault) : sound.reservation();
    }

    void stop() {
        switch (fault) {
            case FORGETS_WHAT_IS_PENDING -> {}
            case KEEPS_LOCKS_OF_WHO_STOPPED -> sound.timelines().forEach(Timeline::close);
            default -> sound.close();
        }
    }

    @Override
    public Timeline timeline(String name, Duration bound) {
        Timeline timeline = sound.timeline(name, fault == FenceFault.FORGETS_THE_BOUND ? LONGEST_BOUND : bound);
        return BrokenTimeline.FAULTS.contains(fault) ? new BrokenTimeline(timeline, fault) : timeline;
    }

    @Override
    public Fence signalled() {
        return sound.signalled();
    }

    @Override
    public Fence merge(Collection<Fence> fences) {
        return switch (fault) {
            case MERGES_TO_THE_LAST -> fences.stream().reduce(signalled(), (first, last) -> last);
            case MERGES_NOTHING_TO_A_PENDING_ONE ->
                fences.isEmpty() ? sound.timeline("nothing", LONGEST_BOUND).issue() : sound.merge(fences);
            case KEEPS_HINTS_TO_ITSELF -> answering(sound.merge(fences), Map.of("deadline", () -> null));
            default -> sound.merge(fences);
        };
    }

    @Override
    public Fence chain(Fence previous, Fence fence, long point) {
        return sound.chain(fault == FenceFault.CHAINS_THE_LAST_ONLY ? signalled() : previous, fence, point);
    }

    @Override
    public Optional<Fence> find(Fence chain, long point) {
        Optional<Fence> found = sound.find(chain, point);
        return fault == FenceFault.FINDS_WHAT_IS_NOT_THERE_YET ? found.or(() -> Optional.of(signalled())) : found;
    }

    @Override
    public ReservationLock lock(Collection<Reservation> reservations, Duration longest) {
        return switch (fault) {
            case LOCKS_NOTHING -> new Open(Set.copyOf(reservations));
            case LOCKS_ONE_AFTER_THE_OTHER -> OneByOne.locked(sound, reservations);
            default -> sound.lock(reservations, longest);
        };
    }
}
