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
        checkRoom(who);
        return await(who, Errand.question(who, call));
    }

    /** Calls, and waits as long as the service's patience lasts. The call is made even if that is over first. */
    void tell(Callee who, Supplier<Boolean> call) {
        checkRoom(who);
        await(who, Errand.duty(who, call));
    }

    private static void checkRoom(Callee who) {
        Standing standing = who.standing();
        if (!standing.mayHangOnceMore()) {
            throw who.leftAlone(standing.hanging());
        }
    }

    /**
     * Ends something, within the service's patience. Where so many calls hang that no more are made this is not refused: nobody waits
     * for it, and it is done when its turn comes, on one more thread, so that one more may hang.
     */
    void end(Callee who, Supplier<Boolean> call) {
        Standing standing = who.standing();
        if (standing.mayHangOnceMore()) {
            await(who, Errand.duty(who, call));
        } else if (standing.turns().add(() -> contained(who, call), threads)) {
            standing.watch().failed(who, who.putOff(standing.hanging()));
        }
    }

    private <T> T await(Callee who, Errand<T> errand) {
        CallRecord record = who.standing().watch().record();
        @Nullable Callee outer = record.rest();
        try {
            threads.execute(errand);
            return errand.await();
        } finally {
            record.goOn(outer);
        }
    }

    /** Gives back what came when nobody waited for it any more. */
    void giveBack(Callee who, AutoCloseable late) {
        threads.execute(() -> contained(who, () -> {
            ForeignCode.close(late);
            return Boolean.TRUE;
        }));
    }

    /** What it fails with nobody waits for. */
    private static void contained(Callee who, Supplier<Boolean> call) {
        try {
            ForeignCode.watched(who, call);
        } catch (EntrepotException e) {
            who.standing().watch().failed(who, e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
