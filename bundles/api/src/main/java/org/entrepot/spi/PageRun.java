package org.entrepot.spi;

/**
 * Page frames that follow each other.
 *
 * @param frame number of the first: its physical address divided by the page size
 * @param count how many, positive
 */
public record PageRun(long frame, long count) {
    /** Checks that the run is not empty and has physical addresses. */
    public PageRun {
        if (count <= 0 || frame < 0 || Math.addExact(frame, count) > (1L << (Long.SIZE - PageFrames.PAGE_SHIFT))) {
            throw new IllegalArgumentException("a run has frames that exist: frame=" + frame + " count=" + count);
        }
    }

    /** The physical address of the first byte, unsigned. */
    public long address() {
        return frame << PageFrames.PAGE_SHIFT;
    }

    /** The bytes of the run. */
    public long bytes() {
        return Math.multiplyExact(count, PageFrames.PAGE_SIZE);
    }

    /** The frame after the last. */
    public long end() {
        return frame + count;
    }
}
