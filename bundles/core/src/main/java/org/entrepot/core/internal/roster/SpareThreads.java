package org.entrepot.core.internal.roster;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.jspecify.annotations.Nullable;

/** Threads on which services under suspicion are called, so that the caller can leave a call behind. None is there unless needed. */
final class SpareThreads implements AutoCloseable {
    private static final long LINGER_SECONDS = 10;

    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            SpareThreads::daemon,
            (work, ended) -> work.run());

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "entrepot-spare");
        thread.setDaemon(true);
        return thread;
    }

    /** Calls, and waits as long as the service's patience lasts. What comes later is closed. An interrupt stays set. */
    <T> T ask(Callee who, Supplier<T> call) {
        Standing standing = who.standing();
        if (!standing.mayHangOnceMore()) {
            throw who.leftAlone(standing.hanging());
        }
        CallRecord record = standing.watch().record();
        @Nullable Callee outer = record.rest();
        try {
            Errand<T> errand = new Errand<>(who, call);
            threads.execute(errand);
            return errand.await();
        } finally {
            record.goOn(outer);
        }
    }

    /** Gives back what came when nobody waited for it any more. */
    void giveBack(Callee who, AutoCloseable late) {
        threads.execute(() -> {
            try {
                ForeignCode.watched(who, () -> {
                    ForeignCode.close(late);
                    return Boolean.TRUE;
                });
            } catch (EntrepotException e) {
                who.standing().watch().failed(who, e);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
