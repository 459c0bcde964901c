package org.entrepot.benchmarks.harness;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A figure that is to be kept. */
public sealed interface Figure {
    /** What is measured, in one line. */
    String what();

    /** The most it may be: a ratio, a count, or nanoseconds. */
    double atMost();

    /**
     * What our side costs as a multiple of what the floor costs.
     *
     * @param what is measured
     * @param floor what the other side is
     * @param atMost the ratio to keep
     * @param duel opens both sides
     */
    record Ratio(String what, String floor, double atMost, Supplier<Duel> duel) implements Figure {}

    /**
     * How much faster our cost grows with the load than the floor's: the growth of ours divided by the growth of the floor's.
     *
     * @param what is measured
     * @param floor what the other side is
     * @param atMost the ratio to keep
     * @param small opens both sides under a small load
     * @param large opens both sides under a large load
     */
    record Growth(String what, String floor, double atMost, Supplier<Duel> small, Supplier<Duel> large)
            implements Figure {}

    /**
     * What one event takes as a multiple of what the floor takes, by the clock on the wall.
     *
     * @param what is measured
     * @param floor what the other side is
     * @param atMost the ratio to keep
     * @param race opens both sides
     */
    record Event(String what, String floor, double atMost, Supplier<Race> race) implements Figure {}

    /**
     * What an operation costs, whatever else would cost. It holds for one machine; a ratio beside it says how far to trust it.
     *
     * @param what is measured
     * @param atMost nanoseconds of CPU time to keep
     * @param side opens our side
     */
    record Time(String what, double atMost, Supplier<Side> side) implements Figure {}

    /**
     * Something that is counted, not timed.
     *
     * @param what is counted
     * @param atMost the count to keep
     * @param count counts
     */
    record Count(String what, double atMost, LongSupplier count) implements Figure {}
}
