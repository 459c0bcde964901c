package org.entrepot.exporter.iommu.internal;

import java.util.List;
import org.entrepot.spi.PageRun;

/** Where in a list of runs somebody is: behind which page frame, and how many follow it. */
final class RunCursor {
    private static final long NEXT_FRAME = 1L << PageTable.FRAME_SHIFT;

    private final List<PageRun> runs;
    private final int count;
    private int next;
    private long frame;
    private long left;
    private long pages;

    /**
     * Begins at the first run.
     *
     * @param pages how many the runs have together
     */
    RunCursor(List<PageRun> runs, long pages) {
        this.runs = runs;
        this.count = runs.size();
        this.pages = pages;
        advance();
    }

    private void advance() {
        if (next < count) {
            PageRun run = run(next++);
            frame = run.frame();
            left = run.count();
        } else {
            left = 0;
        }
    }

    private PageRun run(int index) {
        return runs.get(index);
    }

    /** Whether a page frame is left. */
    boolean hasNext() {
        return left > 0;
    }

    /** The next page frame. */
    long frame() {
        return frame;
    }

    /** How many page frames follow each other from here on, over runs that touch; no more than are of interest are counted. */
    long ahead(long most) {
        long found = left;
        for (int i = next; i < count && found < most && run(i).frame() == frame + found; i++) {
            found += run(i).count();
        }
        return found;
    }

    /** Goes on by page frames that follow each other. */
    void skip(long frames) {
        long rest = frames;
        while (left > 0 && rest >= left) {
            rest -= left;
            advance();
        }
        frame += rest;
        left -= rest;
        pages -= frames;
    }

    /** Fills entries of a leaf table, as far as page frames go; answers the entry after the last. */
    int fill(long[] entries, int first, int end, long permissions) {
        int at = first;
        while (left > 0 && at < end) {
            at = isSingle() ? singles(entries, at, end, permissions) : pages(entries, at, end, permissions);
        }
        return at;
    }

    private boolean isSingle() {
        return left == 1 && run(next - 1).count() == 1;
    }

    /** Fills entries with what is left of a run. */
    private int pages(long[] entries, int from, int end, long permissions) {
        int behind = (int) Math.min(end, from + left);
        long value = (frame << PageTable.FRAME_SHIFT) | permissions;
        for (int at = from; at < behind; at++) {
            entries[at] = value;
            value += NEXT_FRAME;
        }
        skip(behind - from);
        return behind;
    }

    /** Fills entries with runs of one page frame: the case that costs most, one run an entry. */
    private int singles(long[] entries, int from, int end, long permissions) {
        int ahead = next - 1 - from;
        int behind = from + singlesAhead(end - from);
        int at = from;
        for (; at < behind; at++) {
            entries[at] = (runs.get(ahead + at).frame() << PageTable.FRAME_SHIFT) | permissions;
        }
        pages -= at - from;
        next = ahead + at;
        advance();
        return at;
    }

    /** How many of the next runs have one page frame. Where no more pages than runs are left, it is all of them. */
    private int singlesAhead(int most) {
        int first = next - 1;
        int last = Math.min(count, first + most);
        if (pages == count - first) {
            return last - first;
        }
        int at = first;
        while (at < last && run(at).count() == 1) {
            at++;
        }
        return at - first;
    }
}
