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
    private final List<Fence> fences;
    private final Consumer<RuntimeException> failures;
    private final Signal signal = new Signal();
    private final AtomicInteger missing;
    private final AtomicBoolean watching = new AtomicBoolean();

    /**
     * Waits for fences of timelines.
     *
     * @param fences at least one, in order
     * @param failures told what callbacks throw
     */
    AllOf(List<Fence> fences, Consumer<RuntimeException> failures) {
        this.fences = fences;
        this.failures = failures;
        this.missing = new AtomicInteger(fences.size());
    }

    List<Fence> fences() {
        return fences;
    }

    boolean isSignalled() {
        if (signal.isSignalled()) {
            return true;
        }
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
     * Registers a callback. The fences are watched from the first time that somebody wants to know: most are only handed over.
     *
     * @param whole what the callback is told
     */
    Fence.Callback register(Fence whole, Consumer<Fence> callback) {
        Fence.Callback registered = signal.register(whole, callback, failures);
        if (watching.compareAndSet(false, true)) {
            fences.forEach(fence -> fence.whenSignalled(done -> oneIsDone(whole)));
        }
        return registered;
    }

    private void oneIsDone(Fence whole) {
        if (missing.decrementAndGet() == 0) {
            signal.mark(failure().orElse(null)).ifPresent(told -> told.tell(whole, failures));
        }
    }
}
