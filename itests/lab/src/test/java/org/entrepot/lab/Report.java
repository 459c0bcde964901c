package org.entrepot.lab;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * One thing a guest tells about one of its tests, as a line of text.
 *
 * @param news what happened
 * @param test to which test, a class and a method
 * @param detail why it was skipped or failed, or as {@link News} says
 */
record Report(News news, String test, String detail) {
    private static final String MARK = "@lab";
    private static final String GAP = "\t";

    /** What can happen to a test. */
    enum News {
        /** The detail is the feature it shows, if it shows one. */
        STARTED,
        /** The detail is what it {@linkplain Used used}. */
        PASSED,
        SKIPPED,
        FAILED,
        /** Not an end: a cell of a table, see {@link Seen}. */
        SEEN
    }

    /** A line of its own; a detail may have many lines, so it travels encoded. */
    String line() {
        return String.join(GAP, MARK, news.name(), encoded(test), encoded(detail));
    }

    /** The report in a line, or nothing when the line is somebody else's. */
    static Optional<Report> of(String line) {
        String[] words = line.split(GAP, -1);
        return words.length == 4 && words[0].equals(MARK)
                ? Optional.of(new Report(News.valueOf(words[1]), decoded(words[2]), decoded(words[3])))
                : Optional.empty();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
