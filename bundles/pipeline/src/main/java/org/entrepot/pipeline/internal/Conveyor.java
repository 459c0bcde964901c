package org.entrepot.pipeline.internal;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Frames between two stages, few at a time. It ends when its sender has ended and all is taken, or the run has failed. */
final class Conveyor<L extends Conveyor.Load> {
    /** As many frames as a stage has buffers: whoever has a buffer can send it, and waits for the next buffer, not for room. */
    private static final int LENGTH = Stage.CAPACITY;

    private static final long GLANCE_MILLIS = 50;

    /** What is on its way: let go of by whoever has it last. */
    interface Load extends AutoCloseable {
        @Override
        void close();
    }

    private final BlockingQueue<L> frames = new ArrayBlockingQueue<>(LENGTH);
    private final BooleanSupplier broken;
    private volatile boolean ended;

    /**
     * Empty.
     *
     * @param broken whether the run has failed
     */
    Conveyor(BooleanSupplier broken) {
        this.broken = broken;
    }

    /** Sends a frame; if the run has failed meanwhile, or the thread is interrupted, the frame is let go. */
    void send(L frame) throws InterruptedException {
        boolean sent = false;
        try {
            while (!sent && !broken.getAsBoolean()) {
                sent = frames.offer(frame, GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            if (!sent) {
                frame.close();
            }
        }
    }

    /** Receives a frame; nothing when no more will come. */
    Optional<L> receive() throws InterruptedException {
        while (!broken.getAsBoolean()) {
            boolean last = ended;
            L frame = frames.poll(last ? 0 : GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            if (frame != null) {
                return Optional.of(frame);
            }
            if (last) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The sender sends no more. */
    void end() {
        ended = true;
    }

    /** Lets go of what nobody received. */
    void clear() {
        for (L frame = frames.poll(); frame != null; frame = frames.poll()) {
            frame.close();
        }
    }
}
