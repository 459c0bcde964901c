package org.entrepot.pipeline.internal;

import org.entrepot.api.Direction;

/**
 * A frame that waits for a device, or a buffer for a frame, mapped for it since it began to wait, as a driver's queue keeps its
 * buffers. The buffer may move meanwhile, if the device is of a kind that lets it.
 *
 * @param frame that waits
 * @param mapped for the device
 */
record Queued(Frame frame, Stage.Mapped mapped) implements Conveyor.Load {
    /** Maps a frame, which is the queue's from then on. */
    static Queued reading(Frame frame, String device) {
        return mapped(frame, device, Direction.TO_DEVICE);
    }

    /** Maps a frame that is to be written, which is the queue's from then on. */
    static Queued writing(Frame frame, String device) {
        return mapped(frame, device, Direction.FROM_DEVICE);
    }

    private static Queued mapped(Frame frame, String device, Direction direction) {
        try {
            return new Queued(frame, frame.map(device, direction));
        } catch (RuntimeException e) {
            frame.close();
            throw e;
        }
    }

    Frame.Ticket ticket() {
        return frame.ticket();
    }

    /** Lets the device work. */
    <T> T worked(Stage.Work<T> work) {
        return mapped.worked(work);
    }

    @Override
    public void close() {
        try {
            mapped.close();
        } finally {
            frame.close();
        }
    }
}
