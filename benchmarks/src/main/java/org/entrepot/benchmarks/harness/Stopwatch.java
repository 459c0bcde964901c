package org.entrepot.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures one side on the calling thread: CPU time and what is allocated, not what other threads or processes do meanwhile. */
final class Stopwatch {
    /** A round is this long, so that starting and stopping does not show. */
    private static final long ROUND_NANOS = 20_000_000;

    private static final int MOST_OPERATIONS = 1 << 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Side side;
    private final int operations;
    private double garbage;
    /** What the side answers goes here, where the compiler cannot know that nobody looks. */
    private volatile long unusedAnswer;

    /** Warms a side up and finds out how many operations fill a round. */
    Stopwatch(Side side, long warmNanos) {
        this.side = side;
        int count = 1;
        long spent = 0;
        long last = 0;
        while (spent < warmNanos || last < ROUND_NANOS) {
            last = cpu(count);
            spent += Math.max(1, last);
            if (last < ROUND_NANOS && count < MOST_OPERATIONS) {
                double factor = last == 0 ? 2 : Math.min(2, 1.1 * ROUND_NANOS / last);
                count = (int) Math.min(MOST_OPERATIONS, Math.max(count + 1L, (long) (count * factor)));
            }
        }
        this.operations = count;
    }

    private long cpu(int count) {
        long begin = THREADS.getCurrentThreadCpuTime();
        unusedAnswer = side.work(count);
        return THREADS.getCurrentThreadCpuTime() - begin - side.waste().nanos();
    }

    /** Nanoseconds for an operation in one round. */
    double round() {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        long nanos = cpu(operations);
        long bytes =
                THREADS.getThreadAllocatedBytes(thread) - before - side.waste().bytes();
        garbage = bytes / (double) operations;
        return (double) nanos / operations;
    }

    /** Bytes that an operation allocated in the last round. */
    double garbage() {
        return garbage;
    }
}
