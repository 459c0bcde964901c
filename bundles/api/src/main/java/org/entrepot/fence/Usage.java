package org.entrepot.fence;

/**
 * What a fence in a reservation stands for ({@code enum dma_resv_usage}). A query for one class gives the fences of the classes
 * before it as well.
 */
public enum Usage {
    /** Memory management: a move. Everybody waits for it. */
    KERNEL,
    /** Somebody writes the contents. Readers and writers wait for it. */
    WRITE,
    /** Somebody reads the contents. Writers wait for it. */
    READ,
    /** The memory is in use in a way that nobody else waits for; whoever moves the memory does. */
    BOOKKEEP;

    /** Up to which class a new writer waits: for readers and writers. */
    public static final Usage BEFORE_WRITE = READ;

    /** Up to which class a new reader waits: for writers. */
    public static final Usage BEFORE_READ = WRITE;

    /** Whether a query for a class gives fences of this one. */
    public boolean isIn(Usage query) {
        return compareTo(query) <= 0;
    }
}
