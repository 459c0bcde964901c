package org.entrepot.pipeline.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** Takes buffers for frames out of stages. The choice of heaps and ways changes between two buffers, never while one is taken. */
final class Lending {
    private static final Duration GLANCE = Duration.ofMillis(50);
    /** How long a buffer is waited for, and an allocation tried again while backends are exchanged. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final BooleanSupplier broken;

    /**
     * Ready.
     *
     * @param broken whether the run has failed
     */
    Lending(BooleanSupplier broken) {
        this.broken = broken;
    }

    /** Held while the choice changes. */
    Lock exchange() {
        return lock.writeLock();
    }

    /** A buffer for a frame if one is free now. */
    Optional<Frame> tryLend(Supplier<Stage> from, Frame.Ticket ticket) {
        return undisturbed(from, stage -> stage.tryAcquire().map(buffer -> framed(stage, buffer, ticket)));
    }

    /**
     * A buffer for a frame, waiting for one. A refusal while backends are being exchanged is tried again.
     *
     * @param from which stage, as of each try
     * @throws EntrepotException if there is none in time, or the run has failed
     */
    Frame lend(Supplier<Stage> from, Frame.Ticket ticket) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return undisturbed(from, stage -> framed(stage, stage.acquire(GLANCE), ticket));
            } catch (EntrepotException e) {
                if (!isPassing(e) || broken.getAsBoolean() || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    /** A buffer for a frame that is not due yet, if one can be had now. */
    Optional<Frame> lendIfAny(Supplier<Stage> from, Frame.Ticket ticket) {
        try {
            return tryLend(from, ticket);
        } catch (EntrepotException e) {
            if (!isPassing(e)) {
                throw e;
            }
            // Whoever lends for that frame once it is due tries again, and tells if it lasts.
            return Optional.empty();
        }
    }

    private static boolean isPassing(EntrepotException e) {
        return e.reason() == Reason.BUSY || e.reason() == Reason.REFUSED || e.reason() == Reason.OUT_OF_MEMORY;
    }

    private static Frame framed(Stage stage, DmaBuf buffer, Frame.Ticket ticket) {
        stage.tally().used(buffer, ticket);
        return new Frame(stage, buffer, ticket);
    }

    private interface Taking<T> {
        T from(Stage stage);
    }

    private <T> T undisturbed(Supplier<Stage> from, Taking<T> taking) {
        lock.readLock().lock();
        try {
            return taking.from(from.get());
        } finally {
            lock.readLock().unlock();
        }
    }
}
