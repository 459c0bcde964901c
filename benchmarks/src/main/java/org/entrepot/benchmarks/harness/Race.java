package org.entrepot.benchmarks.harness;

import java.util.function.DoubleSupplier;

/**
 * Two sides of something that other threads do, or that cannot be repeated without being prepared: each run prepares by itself, and
 * says how long what counts took by the clock on the wall.
 *
 * @param ours nanoseconds of one run of our code
 * @param floor nanoseconds of one run of what it is measured against
 * @param warmUp runs of each side before anything counts
 * @param closing gives back what both hold
 */
public record Race(DoubleSupplier ours, DoubleSupplier floor, int warmUp, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
