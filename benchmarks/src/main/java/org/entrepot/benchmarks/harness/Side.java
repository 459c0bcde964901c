package org.entrepot.benchmarks.harness;

/** One side of a comparison: our code, or the floor under it. */
@FunctionalInterface
public interface Side {
    /**
     * Does an operation so many times, on the calling thread.
     *
     * @param operations positive
     * @return something that depends on all the work, so that no compiler leaves it out
     */
    long work(int operations);

    /** What the last work did beside the operations that were asked for: it does not count. */
    default Waste waste() {
        return Waste.NONE;
    }

    /**
     * Work that does not count, because what it needs was disturbed.
     *
     * @param nanos CPU time of the calling thread
     * @param bytes allocated by it
     */
    record Waste(long nanos, long bytes) {
        /** Every operation counts. */
        public static final Waste NONE = new Waste(0, 0);
    }
}
