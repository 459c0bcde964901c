package org.entrepot.conformance;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.Usage;

/** A reservation with one fault. */
final class BrokenReservation implements Reservation {
    /** Those that it can have. */
    static final Set<FenceFault> FAULTS = EnumSet.of(
            FenceFault.IS_NEVER_READY,
            FenceFault.SHOWS_EVERY_CLASS,
            FenceFault.FORGETS_EARLIER_FENCES,
            FenceFault.HANDS_OUT_WHAT_COMES_LATER,
            FenceFault.CALLS_BACK_AT_ONCE);

    private final ModelFences fences;
    private final FenceFault fault;
    private volatile Reservation sound;

    BrokenReservation(ModelFences fences, FenceFault fault) {
        this.fences = fences;
        this.fault = fault;
        this.sound = fences.reservation();
    }

    private Usage asked(Usage query) {
        return fault == FenceFault.SHOWS_EVERY_CLASS ? Usage.BOOKKEEP : query;
    }

    @Override
    public void add(Fence fence, Usage usage) {
        if (fault == FenceFault.FORGETS_EARLIER_FENCES) {
            sound = fences.reservation();
        }
        sound.add(fence, usage);
    }

    @Override
    public List<Fence> fences(Usage query) {
        return sound.fences(asked(query));
    }

    @Override
    public boolean isReady(Usage query) {
        return fault != FenceFault.IS_NEVER_READY && sound.isReady(asked(query));
    }

    @Override
    public boolean await(Usage query, Duration longest) {
        return sound.await(asked(query), longest);
    }

    @Override
    public Fence snapshot(Usage query) {
        Fence taken = sound.snapshot(query);
        return fault == FenceFault.HANDS_OUT_WHAT_COMES_LATER
                ? BrokenFences.answering(taken, Map.of("isSignalled", () -> sound.isReady(query)))
                : taken;
    }

    @Override
    public Fence.Callback whenReady(Usage query, Consumer<Fence> callback) {
        return fault == FenceFault.CALLS_BACK_AT_ONCE
                ? fences.signalled().whenSignalled(callback)
                : sound.whenReady(query, callback);
    }
}
