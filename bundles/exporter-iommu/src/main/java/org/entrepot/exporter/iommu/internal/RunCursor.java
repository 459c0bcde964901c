package org.entrepot.exporter.iommu.internal;

import java.util.Arrays;
import java.util.List;
import org.entrepot.spi.PageRun;

/** Where in a list of runs somebody is: behind which page frame, and how many follow it. */
final class RunCursor {
    private static final long NEXT_FRAME = 1L << PageTable.FRAME_SHIFT;

    private final Object[] runs;
    private int next;
    private long frame;
    private long left;

    RunCursor(List<PageRun> runs) {
        this.runs = runs.toArray();
        advance();
    }

    private void advance() {
        if (next < runs.length) {
            PageRun run = run(next++);
            frame = run.frame();
            left = run.count();
        } else {
            left = 0;
        }
    }

    private PageRun run(int index) {
        return (PageRun) runs[index];
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
        long count = left;
        for (int i = next; i < runs.length && count < most && run(i).frame() == frame + count; i++) {
            count += run(i).count();
        }
        return count;
    }

    /** Goes on by page frames that follow each other. */
    void skip(long count) {
        long rest = count;
        while (left > 0 && rest >= left) {
            rest -= left;
            advance();
        }
        frame += rest;
        left -= rest;
    }

    /**
     * Fills a leaf table from an entry on, as far as table and runs go.
     *
     * @return how many entries; ~n if the nth was occupied, and nothing was filled
     */
    int fill(long[] entries, int first, long permissions) {
        int at = first;
        while (left > 0 && at < entries.length) {
            int end = isSingle() ? singles(entries, at, permissions) : pages(entries, at, permissions);
            if (end < 0) {
                Arrays.fill(entries, first, ~end, 0);
                return ~(~end - first);
            }
            at = end;
        }
        return at - first;
    }

    private boolean isSingle() {
        return left == 1 && run(next - 1).count() == 1;
    }

    /** Fills entries with what is left of a run. */
    private int pages(long[] entries, int from, long permissions) {
        int end = (int) Math.min(entries.length, from + left);
        long value = (frame << PageTable.FRAME_SHIFT) | permissions;
        for (int at = from; at < end; at++) {
            if (entries[at] != 0) {
                return ~at;
            }
            entries[at] = value;
            value += NEXT_FRAME;
        }
        skip(end - from);
        return end;
    }

    /** Fills entries with runs of one page frame: the case that costs most, one run an entry. */
    private int singles(long[] entries, int from, long permissions) {
        int ahead = next - 1 - from;
        int end = Math.min(entries.length, runs.length - ahead);
        int at = from;
        for (; at < end; at++) {
            PageRun run = (PageRun) runs[ahead + at];
            if (run.count() != 1) {
                break;
            }
            if (entries[at] != 0) {
                return ~at;
            }
            entries[at] = (run.frame() << PageTable.FRAME_SHIFT) | permissions;
        }
        next = ahead + at;
        advance();
        return at;
    }
}
