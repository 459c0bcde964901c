package org.entrepot.exporter.iommu.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;

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

    /** What a device that reaches the blocks where they are could not take about them; null if it takes them. */
    @Nullable
    Misfit misfit(Constraints wanted) {
        int count = 0;
        long end = -1;
        for (PageRun run : runs) {
            if (run.frame() != end) {
                count++;
                if (Long.remainderUnsigned(run.address(), wanted.addressAlignment()) != 0) {
                    return new Misfit(
                            Constraint.ADDRESS_ALIGNMENT,
                            "multiples of " + wanted.addressAlignment(),
                            "a run at " + run);
                }
            }
            end = run.end();
            if (Long.compareUnsigned(run.address() + run.bytes() - 1, wanted.highestAddress()) > 0) {
                return new Misfit(Constraint.ADDRESS_BITS, wanted.addressBits() + " bits", "a run at " + run);
            }
        }
        return count <= wanted.maxSegments()
                ? null
                : new Misfit(Constraint.MAX_SEGMENTS, "at most " + wanted.maxSegments(), count + " runs");
    }

    /**
     * A constraint that blocks break.
     *
     * @param constraint which one
     * @param wanted for people
     * @param offered for people
     */
    record Misfit(Constraint constraint, String wanted, String offered) {}

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
