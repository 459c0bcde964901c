package org.entrepot.spi;

/**
 * How full a heap is. Consistent within itself as far as the heap can tell without a lock.
 *
 * @param capacity bytes it has in all
 * @param used bytes handed out
 * @param highWater the most bytes that were ever handed out at a time
 * @param largestRun bytes of the largest contiguous run that is free
 * @param buffers pieces of memory handed out and not yet closed
 * @param failures allocations refused for lack of room since the heap appeared
 * @param fragmented those of the failures for which enough was free, only not in one run
 */
public record HeapUsage(
        long capacity, long used, long highWater, long largestRun, long buffers, long failures, long fragmented) {}
