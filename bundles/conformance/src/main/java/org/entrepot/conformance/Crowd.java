package org.entrepot.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several threads that do the same at the same time. */
final class Crowd {
    private static final int LONGEST_SECONDS = 60;

    private Crowd() {}

    /** What one thread does. */
    @FunctionalInterface
    interface Work {
        /** Works; what it throws ends the test. */
        void run(int thread) throws Exception;
    }

    /** Lets so many threads begin together, and waits for all of them. */
    static void of(int threads, Work work) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(pool.submit(() -> {
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                join(each);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void join(Future<?> work) throws InterruptedException {
        try {
            work.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("in one of several threads: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("threads end in " + LONGEST_SECONDS + " s: one did not", e);
        }
    }
}
