package org.entrepot.conformance;

import static java.util.concurrent.CompletableFuture.delayedExecutor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;

/** A timeline of the model. */
final class ModelTimeline implements Timeline {
    private final String name;
    private final long context;
    private final Duration bound;
    private final Deque<ModelFence> pending = new ArrayDeque<>();
    private long issued;
    private boolean open = true;

    ModelTimeline(String name, long context, Duration bound) {
        this.name = name;
        this.context = context;
        this.bound = bound;
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

    @Override
    public synchronized Fence issue() {
        if (!open) {
            throw new IllegalStateException("a closed timeline issues nothing: timeline=" + name + "; open another");
        }
        issued++;
        ModelFence fence = ModelFence.of(this, issued);
        pending.add(fence);
        delayedExecutor(bound.toNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> finish(fence.sequence(), failed(Reason.TIMED_OUT, "was not signalled in " + bound)));
        return fence;
    }

    private Optional<EntrepotException> failed(Reason reason, String what) {
        return Optional.of(new EntrepotException(
                reason, "a fence is signalled by its owner: timeline=" + name + " " + what + "; do the work again"));
    }

    @Override
    public synchronized long issued() {
        return issued;
    }

    @Override
    public synchronized long signalled() {
        return pending.isEmpty() ? issued : pending.getFirst().sequence() - 1;
    }

    @Override
    public void signal(long sequence) {
        check(sequence);
        finish(sequence, Optional.empty());
    }

    @Override
    public void fail(long sequence, EntrepotException failure) {
        check(sequence);
        finish(sequence, Optional.of(failure));
    }

    private void check(long sequence) {
        if (sequence < 1 || sequence > issued()) {
            throw new IllegalArgumentException("a fence is signalled that was issued: timeline=" + name + " sequence="
                    + sequence + " issued=" + issued());
        }
    }

    private void finish(long sequence, Optional<EntrepotException> failure) {
        Optional<EntrepotException> none = Optional.empty();
        take(fence -> fence.sequence() <= sequence)
                .forEach(fence -> fence.signal(fence.sequence() == sequence ? failure : none));
    }

    /** Takes fences out, the oldest first. */
    private synchronized Deque<ModelFence> take(Predicate<ModelFence> which) {
        Deque<ModelFence> taken = new ArrayDeque<>();
        while (!pending.isEmpty() && which.test(pending.getFirst())) {
            taken.add(pending.removeFirst());
        }
        return taken;
    }

    @Override
    public synchronized Optional<Instant> deadline() {
        return pending.stream().flatMap(fence -> fence.deadline().stream()).min(Comparator.naturalOrder());
    }

    @Override
    public void close() {
        synchronized (this) {
            open = false;
        }
        take(fence -> true).forEach(fence -> fence.signal(failed(Reason.GONE, "was closed")));
    }
}
