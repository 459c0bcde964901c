package org.entrepot.conformance;

import java.util.regex.Pattern;

/**
 * A rule of the book.
 *
 * @param number such as {@code EXP-3}: a chapter and a number that no other rule ever gets
 * @param words what it demands, one sentence
 * @param source why: the contract, kernel file or experience it comes from
 */
public record Demand(String number, String words, String source) {
    private static final Pattern NUMBER = Pattern.compile("[A-Z]{3}-[1-9][0-9]*");

    /** Checks that the rule has a number, and says what and why. */
    public Demand {
        if (!NUMBER.matcher(number).matches() || words.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException("a rule has a number, words and a source: number=" + number + " words="
                    + words + " source=" + source);
        }
    }

    /**
     * The chapter: {@code EXP} for exporters, {@code MAP} for mappers, {@code IMP} for importers, {@code BUF} for buffers, {@code
     * FEN} for fences.
     */
    public String chapter() {
        return number.substring(0, number.indexOf('-'));
    }

    @Override
    public String toString() {
        return number + ": " + words;
    }
}
