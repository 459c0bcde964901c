package org.entrepot.linux.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A header, and our class of its numbers: constants by their names in C, and layouts whose names say which structure they are
 * ({@code DmaBufSyncLayout} is {@code struct dma_buf_sync}).
 *
 * @param include what a C program includes
 * @param ours our class
 * @param younger what older headers may lack, as a regular expression in lower case; empty for nothing
 */
record Header(String include, Class<?> ours, String younger) {
    private static final String SIZE = "SIZEOF";
    private static final String END = "OFFSETOFEND_";
    private static final Pattern WORD_BEGINS = Pattern.compile("([a-z0-9])([A-Z])");

    /** Whether a header that is a few years old may be without this. */
    boolean mayLack(String expression) {
        return !younger.isEmpty()
                && Pattern.compile(younger)
                        .matcher(expression.toLowerCase(Locale.ROOT))
                        .find();
    }

    /** Our numbers without some, by the expressions of C that give theirs. */
    Map<String, Long> numbersWithout(Set<String> absent) {
        Map<String, Long> numbers = numbers();
        numbers.keySet().removeAll(absent);
        return numbers;
    }

    /** Our numbers, by the expressions of C that give theirs. */
    Map<String, Long> numbers() {
        Map<String, Long> numbers = new TreeMap<>();
        numbersOf(ours).forEach(field -> numbers.put(constant(field), value(field)));
        for (Class<?> layout : ours.getDeclaredClasses()) {
            numbersOf(layout).forEach(field -> numbers.put(expression(layout, field), value(field)));
        }
        return numbers;
    }

    private static Stream<Field> numbersOf(Class<?> type) {
        return Stream.of(type.getDeclaredFields())
                .filter(field -> field.getType() == int.class || field.getType() == long.class)
                .filter(field -> Modifier.isStatic(field.getModifiers()) && !Modifier.isPrivate(field.getModifiers()));
    }

    /** Numbers of 32 bits are compared without their sign: C has them signed or unsigned as it comes. */
    private static String constant(Field field) {
        return field.getType() == int.class ? "(unsigned int)" + field.getName() : field.getName();
    }

    private static String expression(Class<?> layout, Field field) {
        String structure = "struct " + inC(layout.getSimpleName().replaceFirst("Layout$", ""));
        String name = field.getName();
        if (name.equals(SIZE)) {
            return "sizeof(%s)".formatted(structure);
        }
        String format =
                name.startsWith(END) ? "offsetof(%1$s, %2$s) + sizeof(((%1$s *)0)->%2$s)" : "offsetof(%1$s, %2$s)";
        return format.formatted(structure, inC(name.replaceFirst(END, "")));
    }

    private static String inC(String name) {
        return WORD_BEGINS.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }

    private static long value(Field field) {
        try {
            return field.getType() == int.class ? Integer.toUnsignedLong(field.getInt(null)) : field.getLong(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "<" + include + ">";
    }
}
