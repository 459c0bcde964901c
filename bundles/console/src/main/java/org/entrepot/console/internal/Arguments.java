package org.entrepot.console.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The words behind a command, taken apart: options with their values, and the rest. Not for several threads. */
final class Arguments {
    private final String command;
    private final List<String> words;

    /**
     * The words of a command.
     *
     * @param command its name, for messages
     */
    Arguments(String command, Object... words) {
        this.command = command;
        this.words = new ArrayList<>();
        for (Object word : words) {
            this.words.add(String.valueOf(word));
        }
    }

    /** Whether an option is among the words, without taking it. */
    boolean given(String name) {
        return words.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + "="));
    }

    /** Takes an option without a value; whether it was there. */
    boolean flag(String name) {
        return words.remove(name);
    }

    /** Takes an option with its value, as {@code --name value} or {@code --name=value}. */
    Optional<String> option(String name) {
        List<String> values = options(name);
        if (values.size() > 1) {
            throw usage("an option is given once: " + name + "=" + values);
        }
        return values.stream().findFirst();
    }

    /** Takes an option that may be given several times. */
    List<String> options(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < words.size(); ) {
            String word = words.get(i);
            if (word.startsWith(name + "=")) {
                values.add(words.remove(i).substring(name.length() + 1));
            } else if (word.equals(name)) {
                words.remove(i);
                if (i == words.size()) {
                    throw usage("an option has a value: " + name);
                }
                values.add(words.remove(i));
            } else {
                i++;
            }
        }
        return values;
    }

    /** Takes an option and all words behind it, up to the next option; options that stand there are to be taken before. */
    Optional<List<String>> behind(String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        words.remove(at);
        List<String> taken = new ArrayList<>();
        while (at < words.size() && !words.get(at).startsWith("--")) {
            taken.add(words.remove(at));
        }
        return Optional.of(taken);
    }

    /** What is left, when all options were taken; an option that nobody took is refused. */
    Deque<String> rest() {
        words.stream().filter(word -> word.startsWith("--")).findFirst().ifPresent(word -> {
            throw usage("an option must be known: option=" + word);
        });
        return new ArrayDeque<>(words);
    }

    /** What is left, which must be so many words. */
    List<String> exactly(int least, int most) {
        List<String> rest = List.copyOf(rest());
        if (rest.size() < least || rest.size() > most) {
            throw usage("dma:" + command + " takes " + count(least, most) + ": given=" + rest);
        }
        return rest;
    }

    private static String count(int least, int most) {
        String last = most + (most == 1 ? " word" : " words");
        return most == 0 ? "no words" : least == most ? last : least + " to " + last;
    }

    /** A failure that says where to read on. */
    IllegalArgumentException usage(String what) {
        return new IllegalArgumentException(what + "; see dma:help " + command);
    }

    /** A whole number. */
    long number(String name, String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    usage("a number is whole: " + name + "=" + text).getMessage(), e);
        }
    }
}
