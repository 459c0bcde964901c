package org.entrepot.conformance;

import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.entrepot.conformance.ModelFence.Point;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;

/**
 * Fences without an engine, for the tests of devices that issue some: simple rather than quick. They keep the rules ({@code FEN}).
 * Closing them is what the stop of a bundle is to the real ones.
 */
public final class ModelFences implements Fences, AutoCloseable {
    private final AtomicLong numbers = new AtomicLong();
    private final Set<ModelTimeline> timelines = ConcurrentHashMap.newKeySet();
    private final Set<ModelLock> locks = ConcurrentHashMap.newKeySet();
    private final Fence signalled = ModelFence.of("signalled", 0, List.of());

    /** Nothing is issued yet. */
    public ModelFences() {}

    /** An empty reservation, of a buffer that there is not. */
    public Reservation reservation() {
        return new ModelReservation(this, numbers.incrementAndGet());
    }

    /** The timelines that were opened, in order. */
    public List<Timeline> timelines() {
        return timelines.stream()
                .sorted(comparingLong(ModelTimeline::context))
                .map(Timeline.class::cast)
                .toList();
    }

    @Override
    public Timeline timeline(String name, Duration bound) {
        if (bound.isNegative() || bound.isZero() || bound.compareTo(LONGEST_BOUND) > 0) {
            throw new IllegalArgumentException("a fence is pending for a while, up to " + LONGEST_BOUND.toMillis()
                    + " ms: bound=" + bound + "; choose a bound within");
        }
        ModelTimeline made = new ModelTimeline(name, numbers.incrementAndGet(), bound);
        timelines.add(made);
        return made;
    }

    @Override
    public Fence signalled() {
        return signalled;
    }

    @Override
    public Fence merge(Collection<Fence> several) {
        Map<Long, Fence> latest = new LinkedHashMap<>();
        List<Fence> kept = new ArrayList<>();
        several.stream().flatMap(ModelFences::unwrapped).forEach(fence -> {
            if (!fence.isSignalled()) {
                latest.merge(fence.context(), fence, (a, b) -> a.sequence() < b.sequence() ? b : a);
            } else if (fence.failure().isPresent()) {
                kept.add(fence);
            }
        });
        kept.addAll(latest.values());
        if (kept.size() == 1) {
            return kept.get(0);
        }
        return kept.isEmpty()
                ? signalled
                : ModelFence.of(
                        "merged",
                        numbers.incrementAndGet(),
                        kept.stream().map(fence -> new Point(0, fence)).toList());
    }

    private static Stream<Fence> unwrapped(Fence fence) {
        List<Point> points = ((ModelFence) fence).points();
        return points.isEmpty() ? Stream.of(fence) : points.stream().flatMap(point -> unwrapped(point.fence()));
    }

    @Override
    public Fence chain(Fence previous, Fence fence, long point) {
        ModelFence before = (ModelFence) previous;
        boolean begins = before.points().isEmpty();
        List<Point> points = new ArrayList<>(begins ? List.of(new Point(0, before)) : before.points());
        points.add(new Point(Math.max(point, before.points().isEmpty() ? 0 : before.sequence()), fence));
        return ModelFence.of("chain", numbers.incrementAndGet(), points);
    }

    @Override
    public Optional<Fence> find(Fence chain, long point) {
        if (point > chain.sequence()) {
            return Optional.empty();
        }
        List<Point> points = ((ModelFence) chain).points();
        long covering = points.stream()
                .mapToLong(Point::number)
                .filter(number -> number >= point)
                .min()
                .orElse(point);
        return Optional.of(ModelFence.of(
                "chain",
                chain.context(),
                points.stream().filter(each -> each.number() <= covering).toList()));
    }

    @Override
    public ReservationLock lock(Collection<Reservation> reservations, Duration longest) {
        ModelLock lock = ModelLock.of(reservations, longest);
        locks.add(lock);
        return lock;
    }

    @Override
    public void close() {
        timelines.forEach(Timeline::close);
        locks.forEach(ReservationLock::close);
    }
}
