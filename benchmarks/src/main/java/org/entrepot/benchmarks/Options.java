package org.entrepot.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What was asked on the command line.
 *
 * @param areas to measure; all if none is named
 * @param rounds of each figure
 * @param warmMillis of each side
 * @param compiler for the floors
 * @param page whose figures are replaced
 */
record Options(List<String> areas, int rounds, long warmMillis, String compiler, Optional<Path> page) {
    private static final int USUAL_ROUNDS = 21;
    private static final long USUAL_WARM_MILLIS = 2_000;

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if a word is not understood
     */
    static Options of(List<String> words, List<String> known) {
        List<String> areas = new ArrayList<>();
        int rounds = USUAL_ROUNDS;
        long warmMillis = USUAL_WARM_MILLIS;
        String compiler = "cc";
        Optional<Path> page = Optional.empty();
        Deque<String> left = new ArrayDeque<>(words);
        while (!left.isEmpty()) {
            String word = left.pop();
            switch (word) {
                case "--rounds" -> rounds = number(word, left);
                case "--warm" -> warmMillis = number(word, left);
                case "--cc" -> compiler = value(word, left);
                case "--write" -> page = Optional.of(Path.of(value(word, left)));
                default -> areas.add(known(word, known));
            }
        }
        return new Options(List.copyOf(areas), rounds, warmMillis, compiler, page);
    }

    private static String known(String area, List<String> known) {
        if (!known.contains(area)) {
            throw new IllegalArgumentException("an area is known: area=" + area + "; known are " + known);
        }
        return area;
    }

    private static int number(String option, Deque<String> left) {
        String text = value(option, left);
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " takes a whole number: " + option + "=" + text, e);
        }
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " takes a value: " + option + "=; name one");
        }
        return left.pop();
    }
}
