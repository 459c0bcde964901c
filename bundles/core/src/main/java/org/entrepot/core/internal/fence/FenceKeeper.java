package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.TimelineStatus;
import org.entrepot.fence.Fence;

/**
 * Keeps every fence within its bound: a look at all timelines now and then, as long as any fence is pending. Numbers contexts.
 */
public final class FenceKeeper implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;
    /** How many callbacks may not return before those of other bundles are not called any more where nobody signals. */
    private static final int MOST_TELLING = 32;

    private final Consumer<RuntimeException> failures;
    private final Combining combining;
    private final AtomicLong lastContext = new AtomicLong();
    private final Set<WorkTimeline> timelines = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ScheduledExecutorService clock =
            new ScheduledThreadPoolExecutor(1, FenceKeeper::daemon, new ThreadPoolExecutor.DiscardPolicy());
    /** Many, for a callback that does not return keeps its own. */
    private final ExecutorService telling = ManyThreads.of(MOST_TELLING, FenceKeeper::daemon);

    private final Aftermath aftermath;

    /**
     * Keeps fences.
     *
     * @param failures told what callbacks throw
     */
    public FenceKeeper(Consumer<RuntimeException> failures) {
        this.failures = failures;
        this.aftermath = new Aftermath(failures);
        this.combining = new Combining(lastContext::incrementAndGet, failures);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "entrepot-fences");
        thread.setDaemon(true);
        return thread;
    }

    /** What makes fences out of fences. */
    public Combining combining() {
        return combining;
    }

    WorkTimeline open(String name, String owner, Duration bound) {
        WorkTimeline timeline =
                new WorkTimeline(name, owner, lastContext.incrementAndGet(), bound, this::keepLooking, failures);
        timelines.add(timeline);
        return timeline;
    }

    /** Ends a timeline, with a failure for what is pending. Other bundles are told on other threads: this one stops a bundle. */
    void close(WorkTimeline timeline, EntrepotException failure) {
        timeline.close(failure).on(telling);
        timelines.remove(timeline);
    }

    private void keepLooking() {
        if (!looking.get() && looking.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = clock.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            long now = System.nanoTime();
            timelines.forEach(timeline -> timeline.expire(now).on(telling));
        } finally {
            looking.set(false);
            timelines.removeIf(timeline -> !timeline.isOpen());
            if (timelines.stream().anyMatch(timeline -> timeline.pending() > 0)) {
                keepLooking();
            }
        }
    }

    /** Does something once a fence is over, on a thread of its own and not on that of who signals. */
    public void after(Fence fence, Runnable work) {
        Fence.Callback unused = Combining.own(fence).whenOver(() -> aftermath.does(work));
    }

    /** What the engine owes when fences are over, or bundles stop. */
    public Aftermath aftermath() {
        return aftermath;
    }

    /** The timelines that are open, by context. */
    public List<TimelineStatus> statuses() {
        return timelines.stream()
                .filter(WorkTimeline::isOpen)
                .map(WorkTimeline::status)
                .sorted(Comparator.comparingLong(TimelineStatus::context))
                .toList();
    }

    /** The fences that are pending now, of all timelines. */
    public int pending() {
        return timelines.stream().mapToInt(WorkTimeline::pending).sum();
    }

    @Override
    public void close() {
        timelines.forEach(timeline -> close(
                timeline,
                new EntrepotException(
                        Reason.GONE,
                        "a fence is signalled by its owner: timeline=" + timeline.name()
                                + " ended with the engine; do the work again")));
        clock.shutdown();
        telling.shutdown();
    }
}
