package org.entrepot.core.internal.fence;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;

/** A fence that was never pending. */
record SignalledFence(Consumer<RuntimeException> failures) implements EngineFence {
    @Override
    public long context() {
        return 0;
    }

    @Override
    public long sequence() {
        return 0;
    }

    @Override
    public String timeline() {
        return "signalled";
    }

    @Override
    public boolean isSignalled() {
        return true;
    }

    @Override
    public Optional<EntrepotException> failure() {
        return Optional.empty();
    }

    @Override
    public Callback whenSignalled(Consumer<Fence> callback) {
        Callbacks.tell(callback, this, failures);
        return () -> false;
    }

    @Override
    public Callback whenOver(Runnable quick) {
        return whenSignalled(done -> quick.run());
    }

    @Override
    public void deadline(Instant when) {
        // It is over.
    }

    @Override
    public String toString() {
        return "signalled";
    }
}
