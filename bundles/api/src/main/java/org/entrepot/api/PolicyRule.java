package org.entrepot.api;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A rule by which an operator directs requests to exporters. Its words are its form in a configuration and at the console, such as
 * {@code pin device camera0 cma}, {@code forbid tag preview tiler}, {@code weigh any system 10}.
 *
 * @param kind what it does
 * @param subject which requests it concerns
 * @param name of the device or the tag; empty for {@link Subject#ANY}
 * @param exporter name of the exporter, which need not be here
 * @param weight for {@link Kind#WEIGH}, added to the exporter's cost, -1000 to 1000; 0 otherwise
 */
public record PolicyRule(Kind kind, Subject subject, String name, String exporter, int weight) {
    private static final int MOST_WEIGHT = 1000;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String FORM =
            "; write pin|forbid any|device NAME|tag NAME EXPORTER, or weigh ... EXPORTER NUMBER";

    /** What a rule does. */
    public enum Kind {
        /** Only this exporter serves; of several such rules that concern a request any of the exporters named. */
        PIN,
        /** This exporter does not serve. */
        FORBID,
        /** The exporter costs more, or less, and comes before or behind others regardless of their supply. */
        WEIGH
    }

    /** Which requests a rule concerns. */
    public enum Subject {
        /** All. */
        ANY,
        /** Those that name a device. */
        DEVICE,
        /** Those with a tag. */
        TAG
    }

    /** Checks that the rule says what its kind and subject need. */
    public PolicyRule {
        check(isWord(exporter), "a rule names an exporter", exporter);
        check(subject == Subject.ANY ? name.isEmpty() : isWord(name), "a rule names its device or tag", name);
        check(kind == Kind.WEIGH || weight == 0, "only weigh has a weight", String.valueOf(weight));
        check(Math.abs((long) weight) <= MOST_WEIGHT, "a weight is -1000 to 1000", String.valueOf(weight));
    }

    private static boolean isWord(String text) {
        // Commas separate rules in a configuration.
        return !text.isEmpty()
                && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c) || c == ',');
    }

    private static void check(boolean holds, String rule, String value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": value=" + value + FORM);
        }
    }

    /**
     * Reads a rule from its words.
     *
     * @throws IllegalArgumentException if they are no rule, with the form of one
     */
    public static PolicyRule parse(String words) {
        List<String> parts = BLANKS.splitAsStream(words.strip()).toList();
        check(parts.size() >= 3, "a rule has a kind, a subject and an exporter", words);
        Kind kind = EnumWords.parse(Kind.class, "kind", parts.get(0));
        Subject subject = EnumWords.parse(Subject.class, "subject", parts.get(1));
        int named = subject == Subject.ANY ? 0 : 1;
        check(parts.size() == 3 + named + (kind == Kind.WEIGH ? 1 : 0), "a rule has as many words as its form", words);
        String name = named == 0 ? "" : parts.get(2);
        return new PolicyRule(
                kind, subject, name, parts.get(2 + named), kind == Kind.WEIGH ? number(parts.get(3 + named)) : 0);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a weight is -1000 to 1000: value=" + text + FORM, e);
        }
    }

    /** Whether the rule concerns a request. */
    public boolean concerns(AllocationRequest request) {
        return switch (subject) {
            case ANY -> true;
            case DEVICE -> request.devices().contains(name);
            case TAG -> request.tags().contains(name);
        };
    }

    /** The words of the rule. */
    @Override
    public String toString() {
        String whom = subject.name().toLowerCase(Locale.ROOT) + (name.isEmpty() ? "" : " " + name);
        return kind.name().toLowerCase(Locale.ROOT) + " " + whom + " " + exporter
                + (kind == Kind.WEIGH ? " " + weight : "");
    }
}
