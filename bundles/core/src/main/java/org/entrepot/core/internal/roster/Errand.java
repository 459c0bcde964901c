package org.entrepot.core.internal.roster;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.entrepot.api.EntrepotException;
import org.jspecify.annotations.Nullable;

/** A call into a service under suspicion, on a spare thread. */
final class Errand<T> extends FutureTask<T> {
    private final Callee who;
    private final Standing standing;
    private final Once<T> call;
    private final boolean owed;
    private volatile @Nullable Thread runner;

    private Errand(Callee who, Once<T> call, boolean owed) {
        super(call);
        this.call = call;
        this.who = who;
        this.owed = owed;
        this.standing = who.standing();
    }

    /** A call for an answer: one that was left behind before its thread began is not made. */
    static <T> Errand<T> question(Callee who, Supplier<T> call) {
        return new Errand<>(who, new Once<>(call), false);
    }

    /** A call that ends something, or tells something: it is made however late. */
    static <T> Errand<T> duty(Callee who, Supplier<T> call) {
        return new Errand<>(who, new Once<>(call), true);
    }

    @Override
    public void run() {
        runner = Thread.currentThread();
        super.run();
        if (owed && !call.begun) {
            makeUpFor();
        }
        if (isCancelled()) {
            standing.cameBack();
        }
    }

    /** Makes a call that was left behind before its thread began: memory is given back, a device is told. */
    private void makeUpFor() {
        try {
            ForeignCode.watched(who, call.wanted);
        } catch (EntrepotException e) {
            standing.watch().failed(who, e);
        }
    }

    /** An answer for which nobody waits any more is given back. */
    @Override
    protected void set(T answer) {
        super.set(answer);
        if (isCancelled() && answer instanceof AutoCloseable late) {
            standing.watch().spares().giveBack(who, late);
        }
    }

    /**
     * The answer, or what was thrown, within the service's patience; the call is left behind if it takes longer. However long it takes
     * where calls have no deadline.
     */
    T await() {
        long patience = standing.patience().toNanos();
        long end = System.nanoTime() + patience;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answered(patience == 0 ? Long.MAX_VALUE : end - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    standing.leftBehind();
                    StackTraceElement[] where = where();
                    if (cancel(true)) {
                        standing.watch().hangs(who, who.hanging(where));
                        throw who.late(null);
                    }
                    standing.cameBack();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private T answered(long nanos) throws InterruptedException, TimeoutException {
        try {
            T answer = get(nanos, TimeUnit.NANOSECONDS);
            standing.answered();
            return ForeignCode.judged(who, answer, null);
        } catch (ExecutionException e) {
            return ForeignCode.judged(who, null, e.getCause());
        }
    }

    private StackTraceElement[] where() {
        Thread thread = runner;
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** A call that knows whether it was begun. For the one thread that runs it. */
    private static final class Once<T> implements Callable<T> {
        private final Supplier<T> wanted;
        private boolean begun;

        Once(Supplier<T> wanted) {
            this.wanted = wanted;
        }

        @Override
        public T call() {
            begun = true;
            return wanted.get();
        }
    }
}
