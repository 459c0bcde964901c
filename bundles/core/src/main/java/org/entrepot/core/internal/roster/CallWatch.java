package org.entrepot.core.internal.roster;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.entrepot.api.EntrepotException;
import org.jspecify.annotations.Nullable;

/**
 * Watches the calls that are in flight into code of other bundles, on the threads that make them: a call writes two words, a slow clock
 * looks at them. One that is overdue is interrupted, and its service is isolated. Time is counted in looks, so that a process that was
 * stopped, or has no processor to run on, takes nobody for hanging.
 */
public final class CallWatch implements AutoCloseable {
    private static final int LOOKS = 8;
    private static final long IDLE_MILLIS = 1000;

    private volatile Duration deadline;
    private volatile int mostFaults;
    private final BiConsumer<String, EntrepotException> failures;
    private final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();
    /** Weakly: what a thread keeps must not keep this bundle's classes. The records themselves are kept here. */
    private final ThreadLocal<WeakReference<CallRecord>> own =
            ThreadLocal.withInitial(() -> new WeakReference<>(enlist()));

    private final SpareThreads spares = new SpareThreads();
    private final AtomicReference<@Nullable Thread> clock = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * A watch whose clock starts with the first call.
     *
     * @param deadline of a call, which is overdue an eighth of it later at the latest; zero for none
     * @param mostFaults how many faults in a row isolate a service; 0 for no number
     * @param failures told of what nobody else is told of: whose code it was, and what happened; quick
     */
    public CallWatch(Duration deadline, int mostFaults, BiConsumer<String, EntrepotException> failures) {
        this.deadline = deadline;
        this.mostFaults = mostFaults;
        this.failures = failures;
    }

    /** Other bounds from now on; the calls in flight are held to them, too. */
    public void settle(Duration newDeadline, int newMostFaults) {
        deadline = newDeadline;
        mostFaults = newMostFaults;
        if (!newDeadline.isZero() && clock.get() == null) {
            startClock();
        }
    }

    Duration deadline() {
        return deadline;
    }

    int mostFaults() {
        return mostFaults;
    }

    SpareThreads spares() {
        return spares;
    }

    /** The record of the current thread's calls. */
    CallRecord record() {
        CallRecord known = own.get().get();
        return known == null ? again() : known;
    }

    private CallRecord again() {
        CallRecord record = enlist();
        own.set(new WeakReference<>(record));
        return record;
    }

    private CallRecord enlist() {
        CallRecord record = new CallRecord(Thread.currentThread());
        records.add(record);
        if (!deadline.isZero() && clock.get() == null) {
            startClock();
        }
        return record;
    }

    private void startClock() {
        Thread thread = new Thread(this::keepLooking, "entrepot-call-watch");
        thread.setDaemon(true);
        if (clock.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    private void keepLooking() {
        try {
            while (!closed) {
                Duration bound = deadline;
                Thread.sleep(bound.isZero() ? IDLE_MILLIS : Math.max(1, bound.toMillis() / LOOKS));
                records.removeIf(record -> !record.isOfALivingThread());
                if (bound.equals(deadline) && !bound.isZero()) {
                    records.forEach(this::look);
                }
            }
        } catch (InterruptedException e) {
            // Only close() interrupts it.
            closed = true;
        }
    }

    private void look(CallRecord record) {
        if (record.isInFlightSince(LOOKS)) {
            try {
                record.interrupt((who, where) -> hangs(who, who.hanging(where)));
            } catch (Throwable e) {
                // Whoever is told of a call that hangs failed, if only to get a thread: the watch over the others goes
                // on.
                Thread clockwork = Thread.currentThread();
                clockwork.getUncaughtExceptionHandler().uncaughtException(clockwork, e);
            }
        }
    }

    /** A call of a service is overdue. */
    void hangs(Callee who, EntrepotException how) {
        failed(who, how);
        who.standing().hangs(how);
    }

    /** Tells what nobody else is told. */
    void failed(Callee who, EntrepotException how) {
        failures.accept(who.toString(), how);
    }

    /** Looks no more. Calls that hang on spare threads are interrupted. */
    @Override
    public void close() {
        closed = true;
        Thread thread = clock.get();
        if (thread != null) {
            thread.interrupt();
        }
        spares.close();
    }
}
