package org.entrepot.core.internal.fence;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.entrepot.fence.Fence;

/** Counts how often a callback was run, and remembers by whom. */
final class Calls {
    private final AtomicInteger count = new AtomicInteger();
    private volatile Thread by;

    Consumer<Fence> callback() {
        return fence -> {
            by = Thread.currentThread();
            count.incrementAndGet();
        };
    }

    int count() {
        return count.get();
    }

    Thread by() {
        return by;
    }
}
