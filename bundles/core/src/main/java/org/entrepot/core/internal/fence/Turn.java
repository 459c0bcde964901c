package org.entrepot.core.internal.fence;

/** Who is told first that a fence is signalled. */
enum Turn {
    /** What is quick and waits for nothing: the engine's own threads that wait, and what it begins when a fence is over. */
    ENGINE,
    /** Callbacks of other bundles, of which one may never return. */
    OTHERS
}
