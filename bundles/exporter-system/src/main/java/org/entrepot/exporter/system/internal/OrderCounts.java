package org.entrepot.exporter.system.internal;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.entrepot.api.Counter;
import org.entrepot.spi.PageFrames;

/** How many blocks of each order are taken. */
final class OrderCounts {
    /** Those that are tried, the largest first. */
    static final List<Integer> ORDERS = List.of(8, 4, 0);

    private final LongAdder[] taken = IntStream.rangeClosed(0, PageFrames.MAX_ORDER)
            .mapToObj(order -> new LongAdder())
            .toArray(LongAdder[]::new);

    void took(int order) {
        taken[order].increment();
    }

    void gave(int order) {
        taken[order].decrement();
    }

    List<Counter> counters() {
        return ORDERS.stream().map(this::counter).toList();
    }

    private Counter counter(int order) {
        long kibibytes = (PageFrames.PAGE_SIZE << order) >> 10;
        return new Counter(
                "blocks of order " + order,
                taken[order].sum(),
                "blocks",
                "of " + kibibytes + " KiB, in buffers and in the cache");
    }
}
