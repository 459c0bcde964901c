package org.entrepot.exporter.iommu.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The blocks of one buffer, taken as {@code __iommu_dma_alloc_pages} takes them: the largest first for which the page table has an
 * entry, here 2 MiB, then 64 KiB and single pages.
 */
final class FrameBlocks {
    private static final int[] ORDERS = {9, 4, 0};

    private final PageFrames machine;
    private final List<PageRun> runs = new ArrayList<>();
    private long missing;

    private FrameBlocks(PageFrames machine, long pages) {
        this.machine = machine;
        this.missing = pages;
    }

    /** Takes blocks for so many pages; {@link #missing()} tells whether there were enough. */
    static FrameBlocks take(PageFrames machine, long pages) {
        FrameBlocks taken = new FrameBlocks(machine, pages);
        for (int order : ORDERS) {
            taken.take(order);
        }
        return taken;
    }

    private void take(int order) {
        while (missing >= 1L << order) {
            OptionalLong frame = machine.take(order);
            if (frame.isEmpty()) {
                return;
            }
            runs.add(new PageRun(frame.getAsLong(), 1L << order));
            missing -= 1L << order;
        }
    }

    /** How many pages were not to be had. */
    long missing() {
        return missing;
    }

    /** The blocks, in the order of the buffer's bytes. */
    List<PageRun> runs() {
        return List.copyOf(runs);
    }

    /** How many runs are left when neighbours that touch are one. */
    int distinctRuns() {
        int count = 0;
        long end = -1;
        for (PageRun run : runs) {
            count += run.frame() == end ? 0 : 1;
            end = run.end();
        }
        return count;
    }

    /** Gives the blocks back, the newest first. */
    void give() {
        for (int i = runs.size() - 1; i >= 0; i--) {
            machine.give(
                    runs.get(i).frame(), Long.numberOfTrailingZeros(runs.get(i).count()));
        }
        runs.clear();
    }

    /** How many runs so many pages would come in if every order were to be had and nothing touched. */
    static int expectedRuns(long pages) {
        long count = 0;
        long left = pages;
        for (int order : ORDERS) {
            count += left >> order;
            left &= (1L << order) - 1;
        }
        return (int) Math.min(Integer.MAX_VALUE, count);
    }
}
