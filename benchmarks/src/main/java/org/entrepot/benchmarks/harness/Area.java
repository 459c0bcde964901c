package org.entrepot.benchmarks.harness;

import java.util.List;

/** A part of the house with figures to keep. */
public interface Area extends AutoCloseable {
    /** A lower-case word, by which it is asked for on the command line. */
    String name();

    /**
     * Its figures, in the order in which they are shown.
     *
     * @param floors the C side
     */
    List<Figure> figures(Floors floors);

    /** Gives back what its figures shared. */
    @Override
    default void close() {}
}
