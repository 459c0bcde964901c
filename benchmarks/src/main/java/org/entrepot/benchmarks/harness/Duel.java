package org.entrepot.benchmarks.harness;

/**
 * Two sides that do the same work, and what they hold. Opened for a measurement and closed after it.
 *
 * @param ours our code
 * @param floor what it is measured against
 * @param closing gives back what both hold
 */
public record Duel(Side ours, Side floor, Runnable closing) implements AutoCloseable {
    /** Two sides that hold nothing. */
    public static Duel of(Side ours, Side floor) {
        return new Duel(ours, floor, () -> {});
    }

    @Override
    public void close() {
        closing.run();
    }
}
