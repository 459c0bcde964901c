package org.entrepot.exporter.iommu.internal;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/**
 * Takes a bus over as soon as it is free, and then serves. Until the last mapping of a predecessor is closed the bus is his, and
 * devices are served by whoever else serves them.
 */
final class Takeover {
    private static final long LOOK_MILLIS = 50;

    private final BooleanSupplier taking;
    private final Supplier<Runnable> serving;
    private final ScheduledExecutorService timer;
    private final Logger log;
    private boolean closed;
    private @Nullable Runnable ending;

    /**
     * Prepares.
     *
     * @param taking tries to take the bus; false if it is not free
     * @param serving begins to serve; answers how that ends
     * @param timer whose thread looks again
     */
    Takeover(BooleanSupplier taking, Supplier<Runnable> serving, ScheduledExecutorService timer, Logger log) {
        this.taking = taking;
        this.serving = serving;
        this.timer = timer;
        this.log = log;
    }

    /** Takes the bus now, or as soon as it is free. */
    void begin() {
        if (!attempt()) {
            log.info("The bus behind the I/O MMU is another unit's until its last mapping is closed; waiting for it");
            later();
        }
    }

    private synchronized void later() {
        if (!closed) {
            ScheduledFuture<?> unused = timer.schedule(this::again, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void again() {
        try {
            if (!attempt()) {
                later();
            }
        } catch (RuntimeException e) {
            log.error("The I/O MMU could not take over", e);
        }
    }

    /** One try; true if there need be no other. */
    private boolean attempt() {
        synchronized (this) {
            if (closed) {
                return true;
            }
            if (!taking.getAsBoolean()) {
                return false;
            }
        }
        Runnable end = serving.get();
        if (!keep(end)) {
            end.run();
        }
        return true;
    }

    private synchronized boolean keep(Runnable end) {
        ending = closed ? null : end;
        return !closed;
    }

    /** Serves no longer, and tries no longer. */
    void end() {
        Runnable end = close();
        if (end != null) {
            end.run();
        }
    }

    private synchronized @Nullable Runnable close() {
        closed = true;
        Runnable end = ending;
        ending = null;
        return end;
    }
}
