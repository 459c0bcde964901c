package org.entrepot.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rules, in the order of their numbers, and which tests prove them. */
public final class RuleBook {
    private static final String FILE = "rules.txt";
    private static final Map<String, Demand> RULES = read();

    private RuleBook() {}

    /** All rules, chapter by chapter. */
    public static List<Demand> all() {
        return List.copyOf(RULES.values());
    }

    /**
     * A rule by its number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Demand rule(String number) {
        Demand found = RULES.get(number);
        if (found == null) {
            throw new IllegalArgumentException(
                    "a test names a rule of the book: number=" + number + "; add it to " + FILE);
        }
        return found;
    }

    /** The tests of a contract, those it inherits included, in the order of the rules they prove. */
    public static List<Method> tests(Class<?> contract) {
        List<String> order = List.copyOf(RULES.keySet());
        return Stream.<Class<?>>iterate(contract, Objects::nonNull, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Rule.class))
                .sorted((a, b) -> Integer.compare(order.indexOf(number(a)), order.indexOf(number(b))))
                .toList();
    }

    /** The rules of a chapter that no test of a contract proves. */
    public static List<Demand> untested(String chapter, Class<?> contract) {
        Set<String> proved = tests(contract).stream().map(RuleBook::number).collect(Collectors.toSet());
        return RULES.values().stream()
                .filter(rule -> rule.chapter().equals(chapter) && !proved.contains(rule.number()))
                .toList();
    }

    static String number(Method test) {
        return test.getAnnotation(Rule.class).value();
    }

    private static Map<String, Demand> read() {
        try (InputStream file = Objects.requireNonNull(RuleBook.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            Map<String, Demand> rules = new LinkedHashMap<>();
            lines.lines().filter(line -> !line.isBlank()).map(RuleBook::parse).forEach(rule -> {
                if (rules.put(rule.number(), rule) != null) {
                    throw new IllegalArgumentException("a number is given once: number=" + rule.number());
                }
            });
            return rules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Demand parse(String line) {
        List<String> parts =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (parts.size() != 3) {
            throw new IllegalArgumentException("a line of " + FILE + " is number | words | source: line=" + line);
        }
        return new Demand(parts.get(0), parts.get(1), parts.get(2));
    }
}
