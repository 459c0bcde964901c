package org.entrepot.core.internal.fence;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;

/** That all of some fences are signalled, and who is told when they are. */
final class AllOf {
    private final List<EngineFence> fences;
    private final Consumer<RuntimeException> failures;

    /**
     * Waits for fences of timelines.
     *
     * @param fences at least one, in order
     * @param failures told what callbacks throw
     */
    AllOf(List<EngineFence> fences, Consumer<RuntimeException> failures) {
        this.fences = fences;
        this.failures = failures;
    }

    List<EngineFence> fences() {
        return fences;
    }

    boolean isSignalled() {
        for (int i = 0; i < fences.size(); i++) {
            if (!fences.get(i).isSignalled()) {
                return false;
            }
        }
        return true;
    }

    /** The failure of the first that has one; nothing while one is pending. */
    Optional<EntrepotException> failure() {
        return isSignalled()
                ? fences.stream().map(Fence::failure).flatMap(Optional::stream).findFirst()
                : Optional.empty();
    }

    /**
     * Registers a callback. The fences are watched for it, and no longer when it is taken back: whoever polls leaves nothing behind.
     *
     * @param turn whose it is
     * @param whole what the callback is told
     */
    Fence.Callback register(Turn turn, Fence whole, Consumer<Fence> callback) {
        Watch watch = new Watch(turn, whole, callback);
        watch.begin();
        return watch;
    }

    /** Somebody who waits, with a callback at each of the fences. */
    private final class Watch implements Fence.Callback {
        private final Turn turn;
        private final Fence whole;
        private final Consumer<Fence> callback;
        private final AtomicInteger missing = new AtomicInteger(fences.size());
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile List<Fence.Callback> parts = List.of();

        Watch(Turn turn, Fence whole, Consumer<Fence> callback) {
            this.turn = turn;
            this.whole = whole;
            this.callback = callback;
        }

        /** May tell at once, if all are signalled. */
        void begin() {
            parts = fences.stream().map(this::watch).toList();
        }

        private Fence.Callback watch(EngineFence fence) {
            return turn == Turn.ENGINE ? fence.whenOver(this::oneIsDone) : fence.whenSignalled(done -> oneIsDone());
        }

        private void oneIsDone() {
            if (missing.decrementAndGet() == 0 && over.compareAndSet(false, true)) {
                Callbacks.tell(callback, whole, failures);
            }
        }

        @Override
        public boolean cancel() {
            boolean taken = over.compareAndSet(false, true);
            if (taken) {
                parts.forEach(Fence.Callback::cancel);
            }
            return taken;
        }
    }
}
