package org.entrepot.exporter.tiler.internal;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the CPU's accesses cost.
 *
 * @param detiled bytes copied out of tiles
 * @param retiled bytes copied into tiles
 * @param evictions windows taken from one part of a buffer for another
 */
record Traffic(LongAdder detiled, LongAdder retiled, LongAdder evictions) {
    Traffic() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }
}
