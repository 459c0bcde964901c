package org.entrepot.exporter.system.internal;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.entrepot.api.Counter;

/** How well the cache does. */
final class CacheCounts {
    final LongAdder hits = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder handedBack = new LongAdder();
    final LongAdder failures = new LongAdder();

    /**
     * The counts.
     *
     * @param cachedBytes kept now
     * @param readyBytes of those
     */
    List<Counter> counters(long cachedBytes, long readyBytes) {
        return List.of(
                new Counter("cached", cachedBytes, "bytes", "freed memory kept for the next buffer of its size"),
                new Counter("cached ready", readyBytes, "bytes", "of that, zero and mapped"),
                new Counter("cache hits", hits.sum(), "times", "a buffer got memory of a freed one"),
                new Counter("cache late hits", late.sum(), "times", "of the hits, those that waited for its zeroing"),
                new Counter("cache misses", misses.sum(), "times", "a buffer got fresh memory"),
                new Counter(
                        "cache handed back", handedBack.sum(), "bytes", "freed memory kept for a while and not used"),
                new Counter("cache failures", failures.sum(), "times", "freed memory could not be made ready"));
    }
}
