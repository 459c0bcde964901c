package org.entrepot.pipeline.internal;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.device.Rotation;
import org.entrepot.pipeline.PipelineReport.Counts;
import org.entrepot.pipeline.PipelineReport.Turning;

/** The counts of a run. */
final class Progress {
    private final OptionalLong wanted;
    private final long begin = System.nanoTime();
    private final AtomicLong captured = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong encoded = new AtomicLong();
    private final AtomicLong verified = new AtomicLong();
    private final AtomicLong inMemory = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong spoilt = new AtomicLong();
    private final AtomicLong byRotator = new AtomicLong();
    private final AtomicLong byView = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private final Gaps gaps = new Gaps();
    private volatile long end;

    Progress(OptionalLong wanted) {
        this.wanted = wanted;
    }

    long captured() {
        return captured.incrementAndGet();
    }

    void skipped() {
        skipped.incrementAndGet();
    }

    void copied(long bytes) {
        copied.addAndGet(bytes);
    }

    void encoded() {
        encoded.incrementAndGet();
    }

    /** The rotator read and wrote a frame anew for both ends. */
    void turned(long bytes) {
        byRotator.incrementAndGet();
        moved.addAndGet(bytes);
    }

    /** Both ends get a frame as the camera wrote it. */
    void viewed() {
        byView.incrementAndGet();
    }

    /**
     * Who turned the frames.
     *
     * @param sparedBytes what the rotator would have moved for a frame that it was not needed for
     */
    Turning turning(Rotation rotation, long sparedBytes) {
        return new Turning(rotation.degrees(), byRotator.get(), byView.get(), moved.get(), byView.get() * sparedBytes);
    }

    /** The times between two shown frames. */
    Gaps gaps() {
        return gaps;
    }

    /**
     * A frame was shown; called by one thread, in the order of their numbers.
     *
     * @param frame its number
     */
    void shown(long frame) {
        gaps.shown(frame);
        shown.incrementAndGet();
    }

    /**
     * A shown frame is what it should be.
     *
     * @param byDisplay whether the display says so; else its memory does
     */
    void verified(boolean byDisplay) {
        verified.incrementAndGet();
        if (!byDisplay) {
            inMemory.incrementAndGet();
        }
    }

    /** A frame is through both ends. */
    void arrived(boolean right) {
        (right ? arrived : spoilt).incrementAndGet();
    }

    long frames() {
        return captured.get() + skipped.get();
    }

    void ended() {
        end = System.nanoTime();
    }

    Counts counts() {
        long stop = end;
        long lost = stop == 0 ? skipped.get() + spoilt.get() : skipped.get() + captured.get() - arrived.get();
        return new Counts(
                wanted,
                captured.get(),
                shown.get(),
                encoded.get(),
                verified.get(),
                inMemory.get(),
                lost,
                copied.get(),
                (stop == 0 ? System.nanoTime() : stop) - begin,
                gaps.longestNanos());
    }
}
