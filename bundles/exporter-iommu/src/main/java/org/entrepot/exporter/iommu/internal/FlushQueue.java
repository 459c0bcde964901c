package org.entrepot.exporter.iommu.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was unmapped and is not invalidated yet, as {@code dma-iommu.c} queues it: one invalidation serves many. Addresses and page
 * frames that wait here are nobody else's until the flush. It comes when so many wait, or after so long, whichever is first.
 */
final class FlushQueue {
    private final int most;
    private final Duration age;
    private final ScheduledExecutorService timer;
    private final Consumer<RuntimeException> failures;
    private final Object flushing = new Object();
    private List<Waiting> queue = new ArrayList<>();
    private boolean busy;
    private boolean closed;

    /** What waits: the domain that is to forget, if one is, and what is given back afterwards. */
    private record Waiting(@Nullable Domain domain, Runnable release) {}

    private FlushQueue(int most, Duration age, ScheduledExecutorService timer, Consumer<RuntimeException> failures) {
        this.most = most;
        this.age = age;
        this.timer = timer;
        this.failures = failures;
    }

    /** A queue that takes nothing: everything is invalidated at once. */
    static FlushQueue strict(ScheduledExecutorService timer) {
        FlushQueue queue = new FlushQueue(1, Duration.ZERO, timer, e -> {});
        queue.closed = true;
        return queue;
    }

    /**
     * A queue with two bounds.
     *
     * @param most how many may wait
     * @param age how long the first of them may wait
     * @param timer whose thread sees to it
     * @param failures is told of a failure on that thread
     */
    static FlushQueue deferred(
            int most, Duration age, ScheduledExecutorService timer, Consumer<RuntimeException> failures) {
        return new FlushQueue(most, age, timer, failures);
    }

    /** Defers an invalidation; false if it has to be done at once. */
    boolean tryAdd(Domain domain, Runnable release) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            add(new Waiting(domain, release));
            if (queue.size() < most) {
                return true;
            }
        }
        flush();
        return true;
    }

    /** Does something once nothing that was unmapped before can be reached any more; at once where that is so. */
    void afterwards(Runnable release) {
        synchronized (this) {
            if (!queue.isEmpty() || busy) {
                add(new Waiting(null, release));
                return;
            }
        }
        release.run();
    }

    private void add(Waiting waiting) {
        queue.add(waiting);
        if (queue.size() == 1 && !closed) {
            ScheduledFuture<?> unused = timer.schedule(this::flushInTime, age.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Invalidates what waits, and gives it back. When it returns, that is done for all that waited at the call. */
    void flush() {
        synchronized (flushing) {
            boolean more = true;
            while (more) {
                try {
                    settle(due());
                } finally {
                    more = isMoreDue();
                }
            }
        }
    }

    private void flushInTime() {
        try {
            flush();
        } catch (RuntimeException e) {
            failures.accept(e);
        }
    }

    private synchronized List<Waiting> due() {
        List<Waiting> due = queue;
        queue = new ArrayList<>();
        busy = true;
        return due;
    }

    private static void settle(List<Waiting> due) {
        due.stream()
                .map(Waiting::domain)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toSet())
                .forEach(Domain::invalidate);
        releaseAll(due);
    }

    /** Releases all, whichever fails; the first failure comes out at the end with the others. */
    private static void releaseAll(List<Waiting> due) {
        RuntimeException failure = null;
        for (Waiting waiting : due) {
            try {
                waiting.release().run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What came during a flush waits for the next one, unless there is none any more. */
    private synchronized boolean isMoreDue() {
        busy = closed && !queue.isEmpty();
        return busy;
    }

    /** Flushes, and takes nothing any more. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        flush();
    }

    /** How many wait. */
    synchronized int waiting() {
        return queue.size();
    }
}
