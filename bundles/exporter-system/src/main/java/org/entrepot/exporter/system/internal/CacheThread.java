package org.entrepot.exporter.system.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one piece of work after the other. It is made when there is the first. Used under the cache's lock, but for
 * the end.
 */
final class CacheThread {
    private static final long LONGEST_GOODBYE_MILLIS = 5_000;

    private final String name;
    private final Supplier<@Nullable Runnable> nextWork;
    private @Nullable Thread thread;

    /**
     * Starts nothing yet.
     *
     * @param nextWork waits for the next piece; null when there will be none
     */
    CacheThread(String name, Supplier<@Nullable Runnable> nextWork) {
        this.name = name;
        this.nextWork = nextWork;
    }

    /** Sees to it that it runs. */
    void start() {
        if (thread == null || !thread.isAlive()) {
            thread = new Thread(this::work, name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        for (Runnable work = nextWork.get(); work != null; work = nextWork.get()) {
            work.run();
        }
    }

    /** Waits for the last piece of work; without the lock. */
    void quiesce() {
        try {
            if (thread != null) {
                thread.join(LONGEST_GOODBYE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
