package org.entrepot.exporter.carveout.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.entrepot.spi.PageFrames;

/**
 * The pages before and after one buffer, filled with a pattern that nobody has a reason to change. Who writes beyond a buffer
 * changes it.
 */
final class GuardPages {
    private static final int PAGE = (int) PageFrames.PAGE_SIZE;
    private static final byte[] PATTERN = pattern();

    private final CarveoutBytes bytes;
    private final int start;
    private final int count;
    private final int guard;
    private boolean ended;

    /**
     * Fills the guard pages of a run.
     *
     * @param bytes of the range
     * @param start first page of the run
     * @param count its pages, with its guards
     * @param guard how many of them guard each end
     */
    GuardPages(CarveoutBytes bytes, int start, int count, int guard) {
        this.bytes = bytes;
        this.start = start;
        this.count = count;
        this.guard = guard;
        for (int page = 0; page < 2 * guard; page++) {
            fill(guardPage(page));
        }
    }

    private static byte[] pattern() {
        byte[] page = new byte[PAGE];
        for (int i = 0; i < PAGE; i++) {
            page[i] = (byte) (0xa5 ^ i * 31);
        }
        return page;
    }

    private long guardPage(int number) {
        int page = number < guard ? start + number : start + count - 2 * guard + number;
        return (long) page << PageFrames.PAGE_SHIFT;
    }

    private void fill(long offset) {
        bytes.write(offset, PATTERN, 0, PAGE);
    }

    /**
     * Looks at each guard page, and fills those again that were changed, so that each change is found once.
     *
     * @return where each changed page was changed first, in the range
     */
    synchronized List<Long> changed() {
        List<Long> found = new ArrayList<>();
        byte[] page = new byte[PAGE];
        for (int number = 0; number < 2 * guard && !ended; number++) {
            long offset = guardPage(number);
            bytes.read(offset, page, 0, PAGE);
            int changed = Arrays.mismatch(page, PATTERN);
            if (changed >= 0) {
                found.add(offset + changed);
                fill(offset);
            }
        }
        return found;
    }

    /** Looks a last time; afterwards the pages may become something else. */
    synchronized List<Long> end() {
        List<Long> found = changed();
        ended = true;
        return found;
    }
}
