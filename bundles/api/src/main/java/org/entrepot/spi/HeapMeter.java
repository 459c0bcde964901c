package org.entrepot.spi;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a heap hands out and refuses, for {@link HeapUsage}. Safe for use by several threads; no lock. */
public final class HeapMeter {
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();
    private final LongAdder buffers = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder fragmented = new LongAdder();

    /** Starts with nothing handed out. */
    public HeapMeter() {}

    /**
     * Counts bytes as handed out, unless there would be more than a limit.
     *
     * @param bytes to hand out
     * @param limit the most bytes that may be out
     * @return whether they were counted
     */
    public boolean tryTake(long bytes, long limit) {
        long seen = used.get();
        while (bytes <= limit - seen) {
            long witness = used.compareAndExchange(seen, seen + bytes);
            if (witness == seen) {
                highWater.accumulateAndGet(seen + bytes, Math::max);
                buffers.increment();
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /**
     * Counts bytes as handed out, where the heap itself knew that there was room.
     *
     * @param bytes handed out
     */
    public void take(long bytes) {
        highWater.accumulateAndGet(used.addAndGet(bytes), Math::max);
        buffers.increment();
    }

    /**
     * Counts bytes as given back.
     *
     * @param bytes that {@link #tryTake} or {@link #take} counted
     */
    public void give(long bytes) {
        used.addAndGet(-bytes);
        buffers.decrement();
    }

    /** Counts an allocation that was refused because too little is free. */
    public void exhausted() {
        failures.increment();
    }

    /** Counts an allocation that was refused though enough is free, only not in the form wanted. */
    public void fragmented() {
        failures.increment();
        fragmented.increment();
    }

    /** Bytes handed out. */
    public long used() {
        return used.get();
    }

    /**
     * The counts.
     *
     * @param capacity bytes the heap has in all
     * @param largestRun bytes of the largest free run
     */
    public HeapUsage usage(long capacity, long largestRun) {
        return new HeapUsage(
                capacity, used.get(), highWater.get(), largestRun, buffers.sum(), failures.sum(), fragmented.sum());
    }
}
