package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.TimelineStatus;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * A timeline: the fences that are pending, the oldest first. They are marked under its lock, so that they are signalled in order, and
 * whoever waits is told after it.
 */
final class WorkTimeline implements Timeline {
    private final String name;
    private final String owner;
    private final long context;
    private final Duration bound;
    private final Consumer<RuntimeException> failures;
    private final Runnable issuing;
    private final Deque<TimelineFence> pending = new ArrayDeque<>();
    private long issued;
    private boolean open = true;

    /**
     * Opens a timeline.
     *
     * @param owner symbolic name of its bundle
     * @param context its number
     * @param bound how long a fence is pending at most
     * @param issuing told before a fence is issued
     * @param failures told what callbacks throw
     */
    WorkTimeline(
            String name,
            String owner,
            long context,
            Duration bound,
            Runnable issuing,
            Consumer<RuntimeException> failures) {
        this.name = name;
        this.owner = owner;
        this.context = context;
        this.bound = bound;
        this.issuing = issuing;
        this.failures = failures;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long context() {
        return context;
    }

    @Override
    public Duration bound() {
        return bound;
    }

    Consumer<RuntimeException> failures() {
        return failures;
    }

    @Override
    public Fence issue() {
        TimelineFence fence = issueNext();
        issuing.run();
        return fence;
    }

    private synchronized TimelineFence issueNext() {
        if (!open) {
            throw new IllegalStateException("a closed timeline issues nothing: timeline=" + name + "; open another");
        }
        issued++;
        TimelineFence fence = new TimelineFence(this, issued, System.nanoTime() + bound.toNanos());
        pending.add(fence);
        return fence;
    }

    @Override
    public synchronized long issued() {
        return issued;
    }

    @Override
    public synchronized long signalled() {
        return pending.isEmpty() ? issued : pending.peekFirst().sequence() - 1;
    }

    @Override
    public void signal(long sequence) {
        finish(sequence, null);
    }

    @Override
    public void fail(long sequence, EntrepotException failure) {
        finish(sequence, failure);
    }

    private void finish(long sequence, @Nullable EntrepotException failure) {
        Telling telling = new Telling(failures);
        synchronized (this) {
            if (sequence < 1 || sequence > issued) {
                throw new IllegalArgumentException("a fence is signalled that was issued: timeline=" + name
                        + " sequence=" + sequence + " issued=" + issued);
            }
            while (!pending.isEmpty() && pending.peekFirst().sequence() <= sequence) {
                TimelineFence fence = pending.removeFirst();
                fence.mark(fence.sequence() == sequence ? failure : null, telling);
            }
        }
        telling.here();
    }

    /**
     * Signals what is pending for longer than it may be, and all before it.
     *
     * @return who is to be told
     */
    Telling expire(long nowNanos) {
        Telling telling = new Telling(failures);
        synchronized (this) {
            while (!pending.isEmpty() && pending.peekFirst().expiresNanos() - nowNanos <= 0) {
                TimelineFence fence = pending.removeFirst();
                fence.mark(
                        new EntrepotException(
                                Reason.TIMED_OUT,
                                "a fence is signalled within its bound: fence=" + fence + " bound=" + bound.toMillis()
                                        + " ms; look at who issued it"),
                        telling);
            }
        }
        return telling;
    }

    /** In how many nanoseconds the oldest fence expires; empty if none is pending. */
    synchronized Optional<Long> nextExpiry(long nowNanos) {
        return pending.isEmpty()
                ? Optional.empty()
                : Optional.of(pending.peekFirst().expiresNanos() - nowNanos);
    }

    /** The timeline as an operator sees it. */
    synchronized TimelineStatus status() {
        TimelineFence oldest = pending.peekFirst();
        Duration age = oldest == null ? Duration.ZERO : bound.minusNanos(oldest.expiresNanos() - System.nanoTime());
        return new TimelineStatus(name, owner, context, issued, signalled(), age, bound);
    }

    /** How many fences are pending. */
    synchronized int pending() {
        return pending.size();
    }

    @Override
    public synchronized Optional<Instant> deadline() {
        return pending.stream().flatMap(fence -> fence.deadline().stream()).min(Comparator.naturalOrder());
    }

    @Override
    public void close() {
        close(new EntrepotException(
                        Reason.GONE,
                        "a fence is signalled by its owner: timeline=" + name + " was closed; do the work again"))
                .here();
    }

    /**
     * Ends it, with a failure for what is pending.
     *
     * @return who is to be told
     */
    Telling close(EntrepotException failure) {
        Telling telling = new Telling(failures);
        synchronized (this) {
            open = false;
            pending.forEach(fence -> fence.mark(failure, telling));
            pending.clear();
        }
        return telling;
    }

    synchronized boolean isOpen() {
        return open;
    }
}
