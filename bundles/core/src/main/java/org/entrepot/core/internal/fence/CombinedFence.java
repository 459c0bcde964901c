package org.entrepot.core.internal.fence;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fence;

/** A fence that is signalled when all of some others are. */
interface CombinedFence extends EngineFence {
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
    default Callback whenSignalled(Consumer<Fence> callback) {
        return all().register(Turn.OTHERS, this, callback);
    }

    @Override
    default Callback whenOver(Runnable quick) {
        return all().register(Turn.ENGINE, this, done -> quick.run());
    }

    @Override
    default void deadline(Instant when) {
        all().fences().forEach(fence -> fence.deadline(when));
    }
}
