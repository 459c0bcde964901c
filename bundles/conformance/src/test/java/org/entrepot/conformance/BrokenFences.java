package org.entrepot.conformance;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        return sound.timeline(name, fault == FenceFault.FORGETS_THE_BOUND ? LONGEST_BOUND : bound);
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
        return fault == FenceFault.LOCKS_NOTHING
                ? new Open(Set.copyOf(reservations))
                : sound.lock(reservations, longest);
    }
}
