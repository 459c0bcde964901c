package org.entrepot.exporter.carveout.internal;

/**
 * Which pages of a range are free, and which of the free runs a request gets. A run that was taken is known by a number until
 * it is given back. Not safe for use by several threads: whoever has the range locks.
 */
public interface RunSpace {
    /** What stands for no run. */
    int NONE = -1;

    /**
     * Takes pages anywhere.
     *
     * @param count pages, positive
     * @return the run, or {@link #NONE}
     */
    int take(int count);

    /**
     * Takes pages where they suit.
     *
     * @return the run, or {@link #NONE}
     */
    int take(RunWish wish);

    /**
     * Takes certain pages. Meant for the time before anything else is taken, in rising order: it may be slow otherwise.
     *
     * @param start first page
     * @param count pages, positive
     * @return the run
     * @throws IllegalStateException if one of the pages is not free
     */
    int takeAt(int start, int count);

    /**
     * Gives a run back.
     *
     * @param run that was taken
     * @throws IllegalStateException if it is not taken
     */
    void give(int run);

    /** The first page of a run that was taken. */
    int start(int run);

    /** Tells all runs that are taken, in rising order. Takes time with their number. */
    void forEachTaken(Visitor visitor);

    /** How many pages are free. */
    int freePages();

    /** Pages of the longest free run; 0 if none is free. */
    int largestRun();

    /** How many runs were read or changed since this was asked last. */
    int touched();

    /** Is told a run. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Looks at a run.
         *
         * @param start first page
         * @param count pages
         */
        void run(int start, int count);
    }
}
