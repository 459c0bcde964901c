package org.entrepot.exporter.iommu.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The translations that an I/O MMU remembers for a domain, as its hardware does: what is in here is used without a look at the
 * page table, also when it is no longer there. Each page has one place; entry and page are one word, so that threads need
 * no lock.
 */
final class Iotlb {
    private static final int PLACE_BITS = 10;
    private static final int PLACES = 1 << PLACE_BITS;
    private static final int FRAME_BITS = 36;
    private static final int TAG_SHIFT = FRAME_BITS + 2;
    private static final long PERMISSIONS = PageTable.READ | PageTable.WRITE;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words = new long[PLACES];

    /** What is remembered of a page, as {@link PageTable#find} answers it; 0 if nothing is. */
    long find(long page) {
        long word = (long) WORD.getAcquire(words, (int) page & (PLACES - 1));
        if (word >>> TAG_SHIFT != page >>> PLACE_BITS || (word & PERMISSIONS) == 0) {
            return 0;
        }
        long frame = (word << (Long.SIZE - TAG_SHIFT)) >>> (Long.SIZE - FRAME_BITS);
        return (frame << PageTable.FRAME_SHIFT) | (word & PERMISSIONS);
    }

    /** Remembers what the page table said, unless the frame is too high for a word. */
    void remember(long page, long translation) {
        long frame = translation >>> PageTable.FRAME_SHIFT;
        if (frame >>> FRAME_BITS == 0) {
            long word = ((page >>> PLACE_BITS) << TAG_SHIFT) | (frame << 2) | (translation & PERMISSIONS);
            WORD.setRelease(words, (int) page & (PLACES - 1), word);
        }
    }

    /** Forgets pages, and what shares their places. */
    void forget(long page, long count) {
        for (long at = page; at < page + Math.min(count, PLACES); at++) {
            WORD.setRelease(words, (int) at & (PLACES - 1), 0L);
        }
    }

    /** Forgets everything. */
    void forget() {
        Arrays.fill(words, 0);
        VarHandle.releaseFence();
    }
}
