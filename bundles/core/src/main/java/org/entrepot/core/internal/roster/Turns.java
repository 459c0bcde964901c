package org.entrepot.core.internal.roster;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that is done one piece after the other, each before the next, on one thread at a time and on none while there is none. */
final class Turns {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();

    /**
     * Adds work, which throws nothing.
     *
     * @param threads where it is done
     * @return whether there was none
     */
    boolean add(Runnable work, Executor threads) {
        waiting.add(work);
        boolean first = left.getAndIncrement() == 0;
        if (first) {
            threads.execute(this::workOff);
        }
        return first;
    }

    private void workOff() {
        do {
            Objects.requireNonNull(waiting.poll()).run();
        } while (left.decrementAndGet() > 0);
    }
}
