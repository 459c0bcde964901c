package org.entrepot.core.internal.fence;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;
import org.jspecify.annotations.Nullable;

/** A fence that a timeline issued. */
final class TimelineFence implements EngineFence {
    private final WorkTimeline timeline;
    private final long sequence;
    private final long expiresNanos;
    private final Signal signal = new Signal();
    private volatile @Nullable Instant deadline;

    /**
     * Issues a fence.
     *
     * @param expiresNanos when it is signalled at the latest, on the clock of {@link System#nanoTime()}
     */
    TimelineFence(WorkTimeline timeline, long sequence, long expiresNanos) {
        this.timeline = timeline;
        this.sequence = sequence;
        this.expiresNanos = expiresNanos;
    }

    @Override
    public long context() {
        return timeline.context();
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public String timeline() {
        return timeline.name();
    }

    long expiresNanos() {
        return expiresNanos;
    }

    @Override
    public boolean isSignalled() {
        return signal.isSignalled();
    }

    @Override
    public Optional<EntrepotException> failure() {
        return signal.failure();
    }

    @Override
    public Callback whenSignalled(Consumer<Fence> callback) {
        return signal.register(this, callback, timeline.failures());
    }

    @Override
    public Callback whenOver(Runnable quick) {
        return signal.register(Turn.ENGINE, this, done -> quick.run(), timeline.failures());
    }

    @Override
    public synchronized void deadline(Instant when) {
        Instant known = deadline;
        if (known == null || when.isBefore(known)) {
            deadline = when;
        }
    }

    Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    /**
     * Marks it as signalled.
     *
     * @param telling told who waits for it
     */
    void mark(@Nullable EntrepotException failure, Telling telling) {
        signal.mark(failure).ifPresent(told -> telling.add(this, told));
    }

    @Override
    public String toString() {
        return timeline.name() + "#" + Long.toUnsignedString(sequence);
    }
}
