package org.entrepot.pipeline.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;

/** The buffers between two devices: lent, mapped for either, and counted. */
final class Stage implements AutoCloseable {
    static final int CAPACITY = 4;

    private static final Duration GLANCE = Duration.ofMillis(50);
    /** How long a buffer is waited for, and an allocation tried again while backends are exchanged. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Allocator allocator;
    private final AllocationRequest request;
    private final BufferPool pool;
    private final StageTally tally;
    private final BooleanSupplier broken;

    /**
     * Opens a stage.
     *
     * @param from name of the device that writes
     * @param to name of the device that reads
     * @param broken whether the run has failed
     */
    Stage(Allocator allocator, AllocationRequest request, String from, String to, BooleanSupplier broken) {
        this.allocator = allocator;
        this.request = request;
        this.pool = allocator.pool(request, CAPACITY, Zeroing.WHEN_FRESH);
        this.tally = new StageTally(from + " → " + to, CAPACITY);
        this.broken = broken;
    }

    StageTally tally() {
        return tally;
    }

    /** Whether another exporter than the one in use could serve the stage now. */
    boolean couldMove() {
        return allocator.explain(request).verdicts().stream()
                .anyMatch(verdict -> verdict.outcome() != Outcome.REFUSED
                        && !verdict.exporter().equals(tally.exporter()));
    }

    /** Lends a buffer for a frame if one is free now. */
    Optional<DmaBuf> tryLend(long frame) {
        return pool.tryAcquire().map(buffer -> counted(buffer, frame));
    }

    /**
     * Lends a buffer for a frame, and waits for one. A refusal while backends are being exchanged is tried again.
     *
     * @throws EntrepotException if there is none in time, or the run has failed
     */
    DmaBuf lend(long frame) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return counted(pool.acquire(GLANCE), frame);
            } catch (EntrepotException e) {
                boolean passing =
                        e.reason() == Reason.BUSY || e.reason() == Reason.REFUSED || e.reason() == Reason.OUT_OF_MEMORY;
                if (!passing || broken.getAsBoolean() || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    private DmaBuf counted(DmaBuf buffer, long frame) {
        tally.used(buffer, frame);
        return buffer;
    }

    /** The layout of a buffer of the stage. */
    static ImageLayout layout(DmaBuf buffer) {
        return (ImageLayout) buffer.layout();
    }

    /** Work that a device does with its own addresses. */
    interface Work<T> {
        T with(DeviceMapping mapping, ImageLayout layout);
    }

    /** Maps a buffer for a device while it works. */
    <T> T mapped(DmaBuf buffer, String device, Direction direction, Work<T> work) {
        try (Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(direction)) {
            tally.mapped(attachment, mapping);
            return work.with(mapping, layout(buffer));
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
