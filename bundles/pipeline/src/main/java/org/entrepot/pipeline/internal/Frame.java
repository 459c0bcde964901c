package org.entrepot.pipeline.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.DmaBuf;

/**
 * A frame on its way.
 *
 * @param buffer that it is in
 * @param ticket that both ends stamp
 * @param writtenBefore what the CPU had written into the buffer when the frame came
 */
record Frame(DmaBuf buffer, Ticket ticket, long writtenBefore) implements AutoCloseable {
    /** A frame that is about to be written into a buffer. */
    Frame(DmaBuf buffer, Ticket ticket) {
        this(buffer, ticket, buffer.cpuWrittenBytes());
    }

    /** Counts what the CPU wrote into the frame, and lets the buffer go. */
    @Override
    public void close() {
        ticket.progress.copied(buffer.cpuWrittenBytes() - writtenBefore);
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
