package org.entrepot.torture.chaos;

import java.util.Locale;

/** How the chaotic heap behaves. Told by a system property, which outlives the bundle. */
enum Mood {
    /** As it should. */
    CALM,
    /** It throws what no contract names. */
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
    UNGRATEFUL;

    static Mood now() {
        return valueOf(System.getProperty("torture.mood", "CALM").toUpperCase(Locale.ROOT));
    }
}
