package org.entrepot.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.benchmarks.harness.Side;

/**
 * A side that works while a second thread does the same work. What is measured is the thread that works here, in stretches of half a
 * millisecond or so; a stretch counts only if both threads were on a processor all the while, and the other did about as much. A machine
 * that is busy with something else lets the two run in turns, which would look like the best of company.
 */
final class Company implements Side, AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STRETCH = 1 << 14;
    private static final int PIECE = 1 << 8;
    private static final double ALL_THE_TIME = 0.97;
    private static final double AS_MUCH = 0.9;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Side own;
    private final Side other;
    private final Thread companion = new Thread(this::accompany, "company");
    private volatile boolean wanted;
    private volatile boolean over;
    private final AtomicLong done = new AtomicLong();
    /** What the other side answers goes here, so that its work is done. */
    private final AtomicLong unusedAnswer = new AtomicLong();

    private Waste waste = Waste.NONE;

    Company(Side own, Side other) {
        this.own = own;
        this.other = other;
        companion.setDaemon(true);
        companion.start();
    }

    private void accompany() {
        while (!over) {
            if (wanted) {
                unusedAnswer.addAndGet(other.work(PIECE));
                done.addAndGet(PIECE);
            } else {
                LockSupport.park(this);
            }
        }
    }

    @Override
    public long work(int operations) {
        Mark begin = new Mark();
        long answer = 0;
        long nanos = 0;
        long bytes = 0;
        awaitCompany();
        for (int left = operations; left > 0; ) {
            int stretch = Math.min(left, STRETCH);
            Mark before = new Mark();
            answer += own.work(stretch);
            Mark after = new Mark();
            if (after.togetherSince(before, stretch)) {
                left -= stretch;
                nanos += after.cpu - before.cpu;
                bytes += after.bytes - before.bytes;
            } else if (after.clock - begin.clock > LONGEST_NANOS) {
                throw new IllegalStateException("two threads run at once for " + STRETCH
                        + " operations now and then: waited=60 s; measure on a machine with two idle processors");
            }
        }
        wanted = false;
        Mark end = new Mark();
        waste = new Waste(end.cpu - begin.cpu - nanos, end.bytes - begin.bytes - bytes);
        return answer;
    }

    private void awaitCompany() {
        long before = done.get();
        wanted = true;
        LockSupport.unpark(companion);
        while (done.get() == before) {
            Thread.onSpinWait();
        }
    }

    @Override
    public Waste waste() {
        return waste;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(companion);
        try {
            companion.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How far both threads are. */
    private final class Mark {
        private final long clock = System.nanoTime();
        private final long cpu = THREADS.getCurrentThreadCpuTime();
        private final long others = THREADS.getThreadCpuTime(companion.getId());
        private final long othersDone = done.get();
        private final long bytes =
                THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());

        boolean togetherSince(Mark before, int operations) {
            double most = ALL_THE_TIME * (clock - before.clock);
            return cpu - before.cpu >= most
                    && others - before.others >= most
                    && othersDone - before.othersDone + PIECE >= AS_MUCH * operations;
        }
    }
}
