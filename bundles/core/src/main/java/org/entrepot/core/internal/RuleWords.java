package org.entrepot.core.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.PolicyRule;
import org.jspecify.annotations.Nullable;

/**
 * The policy as a configuration has it: the words of each rule, also those that are no rule, so that an operator finds them again.
 *
 * @param all in order
 */
record RuleWords(List<String> all) {
    RuleWords {
        all = List.copyOf(all);
    }

    /**
     * Reads a configured value.
     *
     * @param value one text or many, each with one rule or several between commas; nothing if it is not configured
     */
    static RuleWords of(@Nullable Object value) {
        return new RuleWords(texts(value)
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList());
    }

    private static Stream<String> texts(@Nullable Object value) {
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(String::valueOf);
        }
        if (value instanceof Collection<?> many) {
            return many.stream().map(String::valueOf);
        }
        return Stream.ofNullable(value).map(String::valueOf);
    }

    /** The value to configure, in the form that the former one had. */
    Object like(@Nullable Object former) {
        return former instanceof String ? String.join(", ", all) : all.toArray(String[]::new);
    }

    /** With a rule at the end, unless it is there. */
    RuleWords with(PolicyRule rule) {
        if (rules().contains(rule)) {
            return this;
        }
        List<String> more = new ArrayList<>(all);
        more.add(rule.toString());
        return new RuleWords(more);
    }

    /** Without a rule, however it is written. */
    RuleWords without(PolicyRule rule) {
        return new RuleWords(all.stream()
                .filter(words -> !Entry.of(words).rule().equals(Optional.of(rule)))
                .toList());
    }

    /** Those that are rules. */
    List<PolicyRule> rules() {
        return entries().flatMap(entry -> entry.rule().stream()).toList();
    }

    /** Those that are none, with the reason. */
    List<String> faults() {
        return entries().flatMap(entry -> entry.fault().stream()).distinct().collect(Collectors.toList());
    }

    private Stream<Entry> entries() {
        return all.stream().map(Entry::of);
    }

    /** A rule, or why it is none. */
    private record Entry(Optional<PolicyRule> rule, Optional<String> fault) {
        static Entry of(String words) {
            try {
                return new Entry(Optional.of(PolicyRule.parse(words)), Optional.empty());
            } catch (IllegalArgumentException e) {
                return new Entry(Optional.empty(), Optional.of("rule=" + words + ", " + e.getMessage()));
            }
        }
    }
}
