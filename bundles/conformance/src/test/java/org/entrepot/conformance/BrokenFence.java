package org.entrepot.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;

/** A fence with one fault. */
final class BrokenFence implements Fence {
    private final BrokenTimeline timeline;
    private final Fence sound;
    private final FenceFault fault;
    private final List<Consumer<Fence>> callbacks = new CopyOnWriteArrayList<>();

    BrokenFence(BrokenTimeline timeline, Fence sound, FenceFault fault) {
        this.timeline = timeline;
        this.sound = sound;
        this.fault = fault;
    }

    @Override
    public long context() {
        return sound.context();
    }

    @Override
    public long sequence() {
        return sound.sequence();
    }

    @Override
    public String timeline() {
        return sound.timeline();
    }

    @Override
    public boolean isSignalled() {
        boolean isLast = sequence() == timeline.signalled();
        return sound.isSignalled() && (isLast || fault != FenceFault.SIGNALS_NONE_BUT_THE_LAST);
    }

    @Override
    public Optional<EntrepotException> failure() {
        return fault == FenceFault.TAKES_FAILURES_THAT_COME_LATE ? timeline.lastFailure(sequence()) : sound.failure();
    }

    @Override
    public boolean await(Duration longest) {
        if (fault == FenceFault.SWALLOWS_INTERRUPTS && Thread.interrupted()) {
            return false;
        }
        boolean signalled = sound.await(longest);
        return switch (fault) {
            case SAYS_SIGNALLED_WHEN_THE_TIME_RUNS_OUT -> true;
            case SLEEPS_THROUGH_SIGNALS -> false;
            default -> signalled;
        };
    }

    @Override
    public Callback whenSignalled(Consumer<Fence> callback) {
        return switch (fault) {
            case FORGETS_LATE_CALLBACKS -> sound.isSignalled() ? () -> true : sound.whenSignalled(callback);
            case CALLS_WHAT_WAS_TAKEN_BACK -> neverTakenBack(callback);
            case CALLS_BACK_TWICE -> {
                sound.whenSignalled(callback);
                yield sound.whenSignalled(callback);
            }
            case STOPS_AT_A_CALLBACK_THAT_THROWS -> inOneGo(callback);
            default -> sound.whenSignalled(callback);
        };
    }

    private Callback neverTakenBack(Consumer<Fence> callback) {
        sound.whenSignalled(callback);
        AtomicBoolean first = new AtomicBoolean(true);
        return () -> first.getAndSet(false);
    }

    /** All of them are one callback of the sound fence. */
    private Callback inOneGo(Consumer<Fence> callback) {
        callbacks.add(callback);
        return callbacks.size() > 1
                ? () -> callbacks.remove(callback)
                : sound.whenSignalled(done -> callbacks.forEach(each -> each.accept(done)));
    }

    @Override
    public void deadline(Instant when) {
        sound.deadline(when);
    }
}
