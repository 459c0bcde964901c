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
}
