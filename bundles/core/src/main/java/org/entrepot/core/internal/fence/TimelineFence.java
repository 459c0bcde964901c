package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;
import org.jspecify.annotations.Nullable;

/** A fence that a timeline issued. */
final class TimelineFence implements Fence {
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
    public boolean await(Duration longest) {
        return Waits.await(this, longest);
    }

    @Override
    public Callback whenSignalled(Consumer<Fence> callback) {
        return signal.register(this, callback, timeline.failures());
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

    /** Marks it as signalled; what is to be done about it is done by the answer, under no lock. */
    Runnable mark(@Nullable EntrepotException failure) {
        return signal.mark(failure)
                .<Runnable>map(told -> () -> told.tell(this, timeline.failures()))
                .orElse(() -> {});
    }

    @Override
    public String toString() {
        return timeline.name() + "#" + Long.toUnsignedString(sequence);
    }
}
