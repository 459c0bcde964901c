package org.entrepot.control;

import java.util.Optional;
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
 * @param fill how full it is; of a heap that has gone or is isolated, what is still out
 * @param traffic what went in and out since it came
 * @param isolated why it is isolated; empty unless {@link State#ISOLATED}
 */
public record HeapStatus(
        String name,
        String technology,
        Provenance provenance,
        State state,
        String bundle,
        Capabilities capabilities,
        Fill fill,
        Traffic traffic,
        Optional<String> isolated) {
    /** Whether a heap takes allocations. */
    public enum State {
        /** It does. */
        SERVING,
        /** An operator took it out of service. */
        DISABLED,
        /**
         * A call into it did not end within its deadline, or it broke its contract time and again: nothing new goes to it until an
         * operator enables it, or its service is registered anew.
         */
        ISOLATED,
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

    /**
     * What went through a heap since its service came.
     *
     * @param allocations pieces of memory that it gave and that were taken
     * @param movedIn buffers that moved into it
     * @param movedOut buffers that moved out of it
     * @param faults how many times it broke its contract: threw what that does not name, gave what was not asked, did not end a
     *     call in time. A refusal is none
     */
    public record Traffic(long allocations, long movedIn, long movedOut, long faults) {
        /** Nothing yet. */
        public static final Traffic NONE = new Traffic(0, 0, 0, 0);
    }
}
