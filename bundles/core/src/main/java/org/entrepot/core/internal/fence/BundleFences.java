package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;

/** The fences of one bundle: they end with it. */
public final class BundleFences implements Fences, AutoCloseable {
    private static final int LONGEST_NAME = 31;

    private final FenceKeeper keeper;
    private final String bundle;
    private final Set<WorkTimeline> timelines = ConcurrentHashMap.newKeySet();
    private final Set<OrderedLock> locks = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    /**
     * Serves a bundle.
     *
     * @param bundle symbolic name
     */
    public BundleFences(FenceKeeper keeper, String bundle) {
        this.keeper = keeper;
        this.bundle = bundle;
    }

    @Override
    public Timeline timeline(String name, Duration bound) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a timeline's name has 1 to 31 printable characters: name=" + name.strip() + "; shorten it");
        }
        if (bound.isNegative() || bound.isZero() || bound.compareTo(LONGEST_BOUND) > 0) {
            throw new IllegalArgumentException("a fence is pending for a while, up to " + LONGEST_BOUND.toMillis()
                    + " ms: bound=" + bound + "; choose a bound within");
        }
        timelines.removeIf(timeline -> !timeline.isOpen());
        WorkTimeline made = keeper.open(name, bundle, bound);
        timelines.add(made);
        if (!open) {
            end(made);
            throw new IllegalStateException("fences are made while the bundle runs: bundle=" + bundle);
        }
        return made;
    }

    @Override
    public Fence signalled() {
        return keeper.combining().signalled();
    }

    @Override
    public Fence merge(Collection<Fence> fences) {
        return keeper.combining().merge(fences);
    }

    @Override
    public Fence chain(Fence previous, Fence fence, long point) {
        return keeper.combining().chain(previous, fence, point);
    }

    @Override
    public Optional<Fence> find(Fence chain, long point) {
        return keeper.combining().find(chain, point);
    }

    @Override
    public ReservationLock lock(Collection<Reservation> reservations, Duration longest) {
        OrderedLock lock = OrderedLock.of(reservations, longest, locks::remove);
        locks.add(lock);
        if (!open) {
            lock.close();
            throw new IllegalStateException("reservations are locked while the bundle runs: bundle=" + bundle);
        }
        return lock;
    }

    private void end(WorkTimeline timeline) {
        keeper.close(
                timeline,
                new EntrepotException(
                        Reason.GONE,
                        "a fence is signalled by its owner: timeline=" + timeline.name() + " of bundle=" + bundle
                                + ", which stopped; do the work again"));
    }

    /** The bundle has stopped: what it was to signal is signalled with a failure, what it has locked is unlocked. */
    @Override
    public void close() {
        open = false;
        timelines.forEach(this::end);
        timelines.clear();
        locks.forEach(OrderedLock::close);
    }
}
