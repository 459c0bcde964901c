package org.entrepot.pipeline.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The times between two shown frames: the longest of all, and the longest around each swap. Safe for several threads. */
final class Gaps {
    /** More than can be shown while one frame takes the buffer after another's. */
    private static final int REMEMBERED = 64;

    private final Deque<Gap> recent = new ArrayDeque<>();
    private final List<Watch> open = new ArrayList<>();
    private boolean any;
    private long lastShown;
    private long longest;

    /**
     * A time in which nothing was shown.
     *
     * @param end when a frame was, by {@link System#nanoTime}
     * @param nanos how long none was
     */
    private record Gap(long end, long nanos) {}

    /** A frame was shown, in the order of their numbers. */
    void shown(long frame) {
        shown(frame, System.nanoTime());
    }

    synchronized void shown(long frame, long now) {
        if (any) {
            ended(new Gap(now, now - lastShown));
        }
        any = true;
        lastShown = now;
        open.removeIf(watch -> frame >= watch.until);
    }

    private void ended(Gap gap) {
        longest = Math.max(longest, gap.nanos());
        recent.addLast(gap);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        open.forEach(watch -> watch.see(gap));
    }

    synchronized long longestNanos() {
        return longest;
    }

    /**
     * Watches over a swap.
     *
     * @param since when the last frame before it got its buffer, by {@link System#nanoTime}
     * @param until the first frame after it, which was not shown yet
     */
    synchronized Watch watch(long since, long until) {
        Watch watch = new Watch(since, until);
        recent.forEach(watch::see);
        open.add(watch);
        return watch;
    }

    /** The longest gap that overlaps a swap: from the buffer of the last frame before it until the first frame after it is shown. */
    final class Watch {
        private final long since;
        private final long until;
        private long longest;

        private Watch(long since, long until) {
            this.since = since;
            this.until = until;
        }

        private void see(Gap gap) {
            if (gap.end() - since > 0) {
                longest = Math.max(longest, gap.nanos());
            }
        }

        /** So far; it stays once the first frame after the swap was shown. */
        long longestNanos() {
            synchronized (Gaps.this) {
                return longest;
            }
        }
    }
}
