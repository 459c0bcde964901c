package org.entrepot.core.internal.fence;

import java.time.Duration;
import org.entrepot.fence.Timeline;

/** Timelines of a test. */
public final class TestFences {
    private TestFences() {}

    /** Opens one. */
    public static Timeline timeline(FenceKeeper keeper, String name, Duration bound) {
        return keeper.open(name, "test", bound);
    }
}
