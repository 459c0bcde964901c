package org.entrepot.api;

/** How the CPU's caches treat memory. */
public enum Cacheability {
    /** Reads and writes go through the caches. */
    CACHED,
    /** Writes are gathered and go to memory, reads are slow: a frame buffer for a CPU that only draws. */
    WRITE_COMBINED,
    /** Each access goes to memory. */
    UNCACHED
}
