package org.entrepot.core.internal.fence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.entrepot.core.internal.fence.Signal.Told;

/**
 * Those who wait for fences of one timeline that were marked under its lock. They are told under no lock, and the engine first: it waits
 * for no callback of another bundle, not even for one of an earlier fence.
 */
final class Telling {
    private final Consumer<RuntimeException> failures;
    private final List<Marked> marked = new ArrayList<>();

    /** A fence, and who waits for it. */
    private record Marked(TimelineFence fence, Told told) {}

    /**
     * Nobody yet.
     *
     * @param failures told what callbacks throw
     */
    Telling(Consumer<RuntimeException> failures) {
        this.failures = failures;
    }

    /** Those who wait for one more fence, the latest. */
    void add(TimelineFence fence, Told told) {
        marked.add(new Marked(fence, told));
    }

    /** Tells everybody, in order, on this thread. */
    void here() {
        engine();
        marked.forEach(one -> one.told().others(one.fence(), failures).forEach(Runnable::run));
    }

    /** Tells the engine on this thread, and each of the others on one of its own: none of them keeps another waiting. */
    void on(Executor threads) {
        engine();
        marked.forEach(one -> one.told().others(one.fence(), failures).forEach(threads::execute));
    }

    private void engine() {
        marked.forEach(one -> one.told().tellEngine(one.fence(), failures));
    }
}
