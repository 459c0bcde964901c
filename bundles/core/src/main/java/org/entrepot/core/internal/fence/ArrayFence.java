package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;

/**
 * One fence for several ({@code struct dma_fence_array}).
 *
 * @param context number of a timeline of its own
 * @param all fences of timelines, none of them twice
 */
record ArrayFence(long context, AllOf all) implements Fence {
    @Override
    public long sequence() {
        return 1;
    }

    @Override
    public String timeline() {
        return "array";
    }

    @Override
    public boolean isSignalled() {
        return all.isSignalled();
    }

    @Override
    public Optional<EntrepotException> failure() {
        return all.failure();
    }

    @Override
    public boolean await(Duration longest) {
        return Waits.await(this, longest);
    }

    @Override
    public Callback whenSignalled(Consumer<Fence> callback) {
        return all.register(this, callback);
    }

    @Override
    public void deadline(Instant when) {
        all.fences().forEach(fence -> fence.deadline(when));
    }

    @Override
    public String toString() {
        return "array" + all.fences();
    }
}
