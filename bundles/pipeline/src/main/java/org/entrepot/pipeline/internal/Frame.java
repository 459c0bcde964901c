package org.entrepot.pipeline.internal;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;

/**
 * A frame on its way.
 *
 * @param stage whose buffer it is in
 * @param buffer that it is in
 * @param ticket that both ends stamp
 * @param writtenBefore what the CPU had written into the buffer when the frame came; empty if another reference counts
 */
record Frame(Stage stage, DmaBuf buffer, Ticket ticket, OptionalLong writtenBefore) implements Conveyor.Load {
    /** A frame that is about to be written into a buffer. */
    Frame(Stage stage, DmaBuf buffer, Ticket ticket) {
        this(stage, buffer, ticket, OptionalLong.of(buffer.cpuWrittenBytes()));
    }

    /** The same frame for one more reader, closed on its own. */
    Frame share() {
        return new Frame(stage, buffer.duplicate(), ticket, OptionalLong.empty());
    }

    /** Maps the frame for a device. */
    Stage.Mapped map(String device, Direction direction) {
        return stage.map(buffer, device, direction);
    }

    /** Maps the frame for a device while it works. */
    <T> T mapped(String device, Direction direction, Stage.Work<T> work) {
        try (Stage.Mapped mapped = map(device, direction)) {
            return mapped.worked(work);
        }
    }

    /** Counts what the CPU wrote into the frame, and lets the buffer go. */
    @Override
    public void close() {
        writtenBefore.ifPresent(before -> ticket.progress.copied(buffer.cpuWrittenBytes() - before));
        buffer.close();
    }

    /** What is known of a frame, whichever buffer it is in. */
    static final class Ticket {
        private static final int ENDS = 2;

        private final long number;
        private final AtomicInteger ends = new AtomicInteger(ENDS);
        private final AtomicBoolean right = new AtomicBoolean(true);
        private final Progress progress;
        private volatile long expected;

        Ticket(long number, Progress progress) {
            this.number = number;
            this.progress = progress;
        }

        /** The frame's number, from 0. */
        long number() {
            return number;
        }

        /** What the display must find. */
        long expected() {
            return expected;
        }

        void expect(long checksum) {
            expected = checksum;
        }

        /**
         * Watches over a swap that the frame is the first after.
         *
         * @param since when the frame before it got its buffer
         */
        Gaps.Watch watch(long since) {
            return progress.gaps().watch(since, number);
        }

        /** The frame is not what it should be. */
        void spoil() {
            right.set(false);
        }

        boolean isRight() {
            return right.get();
        }

        /** The frame is through one end. */
        void through() {
            if (ends.decrementAndGet() == 0) {
                progress.arrived(right.get());
            }
        }
    }
}
