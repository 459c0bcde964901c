package org.entrepot.core.internal.fence;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what may not come back: as many as there is work under way, up to a number; beyond that work waits for its turn. None is
 * there unless needed.
 */
final class ManyThreads {
    private static final long LINGER_SECONDS = 10;

    private ManyThreads() {}

    /**
     * No threads yet. What they are given after their end is done by who gives it.
     *
     * @param most how many there are at most
     */
    static ThreadPoolExecutor of(int most, ThreadFactory factory) {
        Turns waiting = new Turns();
        ThreadPoolExecutor made =
                new ThreadPoolExecutor(1, most, LINGER_SECONDS, TimeUnit.SECONDS, waiting, factory, (work, busy) -> {
                    if (busy.isShutdown()) {
                        work.run();
                    } else {
                        waiting.put(work);
                        // The last may just have left.
                        boolean unused = busy.prestartCoreThread();
                    }
                });
        made.allowCoreThreadTimeOut(true);
        return made;
    }

    /** Takes work only for a thread that has none: otherwise there is to be another thread. */
    private static final class Turns extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }
}
