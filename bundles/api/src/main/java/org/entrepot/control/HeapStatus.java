package org.entrepot.control;

import org.entrepot.api.Capabilities;
import org.entrepot.api.Provenance;

/**
 * One heap.
 *
 * @param name of the exporter
 * @param technology such as {@code system} or {@code cma}
 * @param provenance whether it is real, and why not where it is emulated
 * @param state whether it takes allocations
 * @param bundle symbolic name of the bundle that registered it
 * @param capabilities what its memory can do; of a heap that has gone, what it could
 * @param fill how full it is; of a heap that has gone, what is still out
 */
public record HeapStatus(
        String name,
        String technology,
        Provenance provenance,
        State state,
        String bundle,
        Capabilities capabilities,
        Fill fill) {
    /** Whether a heap takes allocations. */
    public enum State {
        /** It does. */
        SERVING,
        /** An operator took it out of service. */
        DISABLED,
        /** It is leaving: calls in flight end, nothing new goes to it. */
        DRAINING,
        /** It has left, and buffers of it are still out. */
        GONE
    }

    /**
     * How full a heap is.
     *
     * @param capacity bytes in all; 0 if it has gone
     * @param used bytes handed out
     * @param highWater the most bytes handed out at a time
     * @param largestRun bytes of the largest free contiguous run; 0 if it has gone
     * @param buffers buffers of it that are open
     * @param failures allocations it refused for lack of room
     * @param fragmented those of the failures for which enough was free, only not in one run
     */
    public record Fill(
            long capacity, long used, long highWater, long largestRun, long buffers, long failures, long fragmented) {}
}
