package org.entrepot.exporter.system.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;

/**
 * The blocks of one buffer, taken as {@code drivers/dma-buf/heaps/system_heap.c} takes them: orders 8, 4 and 0, the largest that
 * fits first, and never again an order above one that was not to be had.
 */
final class Blocks {
    private final PageFrames machine;
    private final OrderCounts counts;
    /** Each 2^order frames. */
    private final List<PageRun> blocks = new ArrayList<>();

    private long pages;

    private Blocks(PageFrames machine, OrderCounts counts) {
        this.machine = machine;
        this.counts = counts;
    }

    /**
     * Takes blocks for so many pages.
     *
     * @param counts told of each block that is taken and given
     * @return the blocks; fewer pages than wanted if the machine has no more, see {@link #pages()}
     */
    static Blocks take(PageFrames machine, OrderCounts counts, long pages) {
        Blocks taken = new Blocks(machine, counts);
        long left = pages;
        int index = 0;
        while (left > 0 && index < OrderCounts.ORDERS.size()) {
            int order = OrderCounts.ORDERS.get(index);
            OptionalLong frame = left >= 1L << order ? machine.take(order) : OptionalLong.empty();
            if (frame.isPresent()) {
                taken.add(frame.getAsLong(), order);
                left -= 1L << order;
            } else {
                index++;
            }
        }
        return taken;
    }

    private void add(long frame, int order) {
        blocks.add(new PageRun(frame, 1L << order));
        pages += 1L << order;
        counts.took(order);
    }

    /** How many pages the blocks have. */
    long pages() {
        return pages;
    }

    /** The blocks as runs of page frames, in the order they were taken. */
    List<PageRun> runs() {
        return List.copyOf(blocks);
    }

    /** How many runs are left when neighbours that touch are one. */
    static int distinctRuns(List<PageRun> runs) {
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
        for (int i = blocks.size() - 1; i >= 0; i--) {
            PageRun block = blocks.get(i);
            int order = Long.numberOfTrailingZeros(block.count());
            machine.give(block.frame(), order);
            counts.gave(order);
        }
        blocks.clear();
        pages = 0;
    }

    /** How many runs so many pages would come in if every order were to be had and nothing touched. */
    static int expectedRuns(long pages) {
        long runs = 0;
        long left = pages;
        for (int order : OrderCounts.ORDERS) {
            runs += left >> order;
            left &= (1L << order) - 1;
        }
        return (int) Math.min(Integer.MAX_VALUE, runs);
    }
}
