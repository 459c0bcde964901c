package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;

/** A fence that is signalled when all of some others are. */
interface CombinedFence extends Fence {
    /** Those others. */
    AllOf all();

    @Override
    default boolean isSignalled() {
        return all().isSignalled();
    }

    @Override
    default Optional<EntrepotException> failure() {
        return all().failure();
    }

    @Override
    default boolean await(Duration longest) {
        return Waits.await(this, longest);
    }

    @Override
    default Callback whenSignalled(Consumer<Fence> callback) {
        return all().register(this, callback);
    }

    @Override
    default void deadline(Instant when) {
        all().fences().forEach(fence -> fence.deadline(when));
    }
}
