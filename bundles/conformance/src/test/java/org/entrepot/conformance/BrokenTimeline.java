package org.entrepot.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;

/** A timeline, and fences, with one fault. */
final class BrokenTimeline implements Timeline {
    /** Those that it can have. */
    static final Set<FenceFault> FAULTS =
            EnumSet.range(FenceFault.TAKES_FAILURES_THAT_COME_LATE, FenceFault.SIGNALS_WHAT_WAS_NOT_ISSUED);

    private final Timeline sound;
    private final FenceFault fault;
    private final Map<Long, EntrepotException> failures = new ConcurrentHashMap<>();

    BrokenTimeline(Timeline sound, FenceFault fault) {
        this.sound = sound;
        this.fault = fault;
    }

    /** What was said of a fence last, however late. */
    Optional<EntrepotException> lastFailure(long sequence) {
        return Optional.ofNullable(failures.get(sequence));
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public long context() {
        return sound.context();
    }

    @Override
    public Duration bound() {
        return sound.bound();
    }

    @Override
    public Fence issue() {
        return new BrokenFence(this, sound.issue(), fault);
    }

    @Override
    public long issued() {
        return sound.issued();
    }

    @Override
    public long signalled() {
        return sound.signalled();
    }

    @Override
    public void signal(long sequence) {
        sound.signal(fault == FenceFault.SIGNALS_WHAT_WAS_NOT_ISSUED ? Math.min(sequence, issued()) : sequence);
    }

    @Override
    public void fail(long sequence, EntrepotException failure) {
        failures.put(sequence, failure);
        long first = fault == FenceFault.FAILS_ALL_THAT_WAS_BEFORE ? 1 : sequence;
        for (long each = first; each <= sequence; each++) {
            sound.fail(each, failure);
        }
    }

    @Override
    public Optional<Instant> deadline() {
        return sound.deadline();
    }

    @Override
    public void close() {
        sound.close();
    }
}
