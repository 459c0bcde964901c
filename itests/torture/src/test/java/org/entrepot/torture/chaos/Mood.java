package org.entrepot.torture.chaos;

import java.util.Locale;

/** How the chaotic heap, and memory that it gave, behave. Told by a system property, which outlives the bundle. */
enum Mood {
    /** As they should. */
    CALM,
    /** The heap throws what no contract names. */
    THROWS,
    /** It gives no memory, and does not say so. */
    NOTHING,
    /** It gives less than was asked. */
    SHORT,
    /** It does not return for longer than the engine waits. */
    HANGS,
    /** It does not know what it can do. */
    IGNORANT,
    /** It throws when memory is given back. */
    UNGRATEFUL,
    /** Memory has no view any more. */
    BLIND,
    /** The view of memory ends too soon. */
    CROPPED,
    /** Memory has no cookies any more. */
    NAMELESS,
    /** Memory throws when it is asked for its cookies. */
    MUTE,
    /** Memory throws when a bracket of the CPU begins or ends. */
    CLUMSY,
    /** A bracket of the CPU does not begin for longer than the engine waits. */
    STALLS;

    static Mood now() {
        return valueOf(System.getProperty("torture.mood", "CALM").toUpperCase(Locale.ROOT));
    }

    /** Throws what no contract names, in this mood. */
    void throwIf(Mood now) {
        if (this == now) {
            throw new IllegalStateException("chaos: " + this);
        }
    }
}
