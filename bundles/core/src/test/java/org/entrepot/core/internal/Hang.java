package org.entrepot.core.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Code of a vendor that does not come back, until the test is over. */
public final class Hang implements AutoCloseable {
    private static final int SAFETY_SECONDS = 60;

    private final CountDownLatch over = new CountDownLatch(1);
    /** How many calls hang now. */
    public final AtomicInteger inside = new AtomicInteger();

    /** Waits as most code waits: an interrupt ends it. */
    public void waiting() {
        inside.incrementAndGet();
        try {
            over.await(SAFETY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            inside.decrementAndGet();
        }
    }

    /** Takes no notice of interrupts. */
    public void stubborn() {
        inside.incrementAndGet();
        boolean interrupted = false;
        while (true) {
            try {
                over.await(SAFETY_SECONDS, TimeUnit.SECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        inside.decrementAndGet();
    }

    /** Is busy for so long, whatever happens. */
    public static void busy(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Lets everybody go. */
    @Override
    public void close() {
        over.countDown();
    }
}
