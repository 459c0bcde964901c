package org.entrepot.core.internal.fence;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.entrepot.core.internal.roster.Contained;
import org.entrepot.core.internal.roster.EngineThread;

/**
 * What the engine owes and no thread of others is to do: ends of buffers, above all. Each piece has a thread to itself, which no call into
 * another bundle keeps for long; so the pieces are many, and never wait for each other.
 */
public final class Aftermath {
    private static final int MOST = 16;
    private static final long PAUSE_MILLIS = 20;

    private final Consumer<RuntimeException> failures;
    private final ThreadPoolExecutor threads =
            ManyThreads.of(MOST, work -> new EngineThread("entrepot-aftermath", work));
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, work -> new EngineThread("entrepot-aftermath-clock", work));
    /** Pieces that are not done, also those to be tried again. Under its own monitor. */
    private int owed;

    /**
     * Nothing is owed yet.
     *
     * @param failures told what a piece fails with
     */
    Aftermath(Consumer<RuntimeException> failures) {
        this.failures = failures;
        clock.setKeepAliveTime(1, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /** Does a piece, on a thread of its own. Also after the engine's stop: what is owed is owed. */
    public void does(Runnable piece) {
        count(1);
        start(piece);
    }

    private void start(Runnable piece) {
        threads.execute(() -> {
            try {
                boolean unused = Contained.run(piece, failures);
            } finally {
                count(-1);
            }
        });
    }

    /** Does a piece a little later, that could not be done now. */
    public void again(Runnable piece) {
        count(1);
        ScheduledFuture<?> unused = clock.schedule(() -> start(piece), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Does a piece on a thread of its own, and waits for it, which is not long whatever it calls. An interrupt ends the wait, not the
     * piece, and stays set.
     */
    public void await(Runnable piece) {
        CountDownLatch done = new CountDownLatch(1);
        does(() -> {
            try {
                piece.run();
            } finally {
                done.countDown();
            }
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void count(int more) {
        owed += more;
        if (owed == 0) {
            notifyAll();
        }
    }

    /**
     * Waits until nothing is owed. An interrupt ends the wait, and stays set.
     *
     * @return how many pieces are not done
     */
    public synchronized int settle(Duration longest) {
        long end = System.nanoTime() + Waits.nanos(longest);
        try {
            for (long left = Waits.nanos(longest); owed > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return owed;
    }
}
