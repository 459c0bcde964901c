package org.entrepot.api;

/**
 * A number that a backend keeps about itself, beyond what every heap tells: for operators.
 *
 * @param name lower-case words, such as {@code migrated pages}; stable
 * @param value now
 * @param unit lower-case word, such as {@code bytes}, {@code pages} or {@code times}
 * @param meaning one line for people
 */
public record Counter(String name, long value, String unit, String meaning) {
    /** Checks that it says what is counted. */
    public Counter {
        if (name.isBlank() || unit.isBlank() || meaning.isBlank()) {
            throw new IllegalArgumentException(
                    "a counter says what it counts: name=" + name + " unit=" + unit + " meaning=" + meaning);
        }
    }
}
