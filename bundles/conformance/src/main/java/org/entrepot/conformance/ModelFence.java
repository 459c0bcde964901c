package org.entrepot.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;

/** A fence of the model: of a timeline, or of other fences. */
final class ModelFence implements Fence {
    private final String timeline;
    private final long context;
    private final long sequence;
    private final List<Point> points;
    private final List<Waiting> waiting = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private Optional<EntrepotException> failure = Optional.empty();
    private Optional<Instant> deadline = Optional.empty();

    /**
     * A fence of which this one is made.
     *
     * @param number of the point of a chain; 0 in an array
     * @param fence there
     */
    record Point(long number, Fence fence) {}

    /** Somebody who waits. */
    private static final class Waiting implements Callback {
        private final Consumer<Fence> callback;
        private boolean called;

        Waiting(Consumer<Fence> callback) {
            this.callback = callback;
        }

        @Override
        public synchronized boolean cancel() {
            boolean first = !called;
            called = true;
            return first;
        }

        void tell(Fence fence) {
            if (cancel()) {
                try {
                    callback.accept(fence);
                } catch (RuntimeException e) {
                    Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
                }
            }
        }
    }

    private ModelFence(String timeline, long context, long sequence, List<Point> points) {
        this.timeline = timeline;
        this.context = context;
        this.sequence = sequence;
        this.points = List.copyOf(points);
    }

    /** A pending fence of a timeline. */
    static ModelFence of(ModelTimeline timeline, long sequence) {
        return new ModelFence(timeline.name(), timeline.context(), sequence, List.of());
    }

    /** A fence that is signalled when all of several are, of which none makes it signalled from the beginning. */
    static ModelFence of(String name, long context, List<Point> points) {
        long last = points.isEmpty() ? 0 : points.get(points.size() - 1).number();
        ModelFence all = new ModelFence(name, context, last, points);
        CountDownLatch left = new CountDownLatch(points.size() + 1);
        Consumer<Fence> one = done -> {
            left.countDown();
            if (left.getCount() == 0) {
                all.signal(all.points.stream()
                        .flatMap(point -> point.fence().failure().stream())
                        .findFirst());
            }
        };
        points.forEach(point -> point.fence().whenSignalled(one));
        one.accept(all);
        return all;
    }

    /** What it is made of; nothing for a fence of a timeline. */
    List<Point> points() {
        return points;
    }

    /** Signals it and tells who waits, unless it is signalled already. */
    void signal(Optional<EntrepotException> wrong) {
        mark(wrong).forEach(each -> each.tell(this));
    }

    /** Signals it; answers who is to be told. */
    private synchronized List<Waiting> mark(Optional<EntrepotException> wrong) {
        if (isSignalled()) {
            return List.of();
        }
        failure = wrong;
        over.countDown();
        return List.copyOf(waiting);
    }

    @Override
    public long context() {
        return context;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public String timeline() {
        return timeline;
    }

    @Override
    public boolean isSignalled() {
        return over.getCount() == 0;
    }

    @Override
    public synchronized Optional<EntrepotException> failure() {
        return failure;
    }

    @Override
    public boolean await(Duration longest) {
        try {
            return over.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntrepotException(
                    Reason.INTERRUPTED, "a wait for a fence ends undisturbed: fence=" + this + "; wait again", e);
        }
    }

    @Override
    public Callback whenSignalled(Consumer<Fence> callback) {
        Waiting one = new Waiting(callback);
        synchronized (this) {
            if (!isSignalled()) {
                waiting.add(one);
                return one;
            }
        }
        one.tell(this);
        return one;
    }

    @Override
    public void deadline(Instant when) {
        points.forEach(point -> point.fence().deadline(when));
        synchronized (this) {
            deadline = deadline.filter(known -> known.isBefore(when)).or(() -> Optional.of(when));
        }
    }

    /** The earliest hint by when it is wanted. */
    synchronized Optional<Instant> deadline() {
        return deadline;
    }

    @Override
    public String toString() {
        return timeline + "#" + sequence;
    }
}
