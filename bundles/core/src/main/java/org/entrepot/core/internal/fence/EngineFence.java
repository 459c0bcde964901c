package org.entrepot.core.internal.fence;

import java.time.Duration;
import org.entrepot.fence.Fence;

/**
 * A fence of this engine. What the engine itself waits for is told before any callback of another bundle, so that none of those, slow or
 * one that never returns, keeps anybody waiting.
 */
interface EngineFence extends Fence {
    /**
     * Tells the engine once when it is signalled: before the callbacks of {@link #whenSignalled}, or at once if it is signalled already.
     *
     * @param quick calls no other bundle, waits for nothing and throws nothing
     * @return by which it is taken back
     */
    Callback whenOver(Runnable quick);

    @Override
    default boolean await(Duration longest) {
        return Waits.await(this, longest);
    }
}
