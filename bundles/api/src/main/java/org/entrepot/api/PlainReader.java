package org.entrepot.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of JSON in plain form, whose entries are taken by name; what nobody knows is refused. */
final class PlainReader {
    private final String what;
    private final Map<String, ?> plain;

    /**
     * Reads an object.
     *
     * @param what it is, for messages
     * @param known names of its entries, all of which may be left out
     * @throws IllegalArgumentException if there is another entry
     */
    PlainReader(String what, Map<String, ?> plain, Set<String> known) {
        this.what = what;
        this.plain = plain;
        for (String name : plain.keySet()) {
            if (!known.contains(name)) {
                throw refusal("has known entries: name=" + name + "; known are " + known);
            }
        }
    }

    /** A text. */
    String text(String name) {
        if (plain.get(name) instanceof String text) {
            return text;
        }
        throw refusal("has a text: " + name + "=" + plain.get(name));
    }

    /** A whole number; 0 where there is none. */
    int count(String name) {
        @Nullable Object value = plain.get(name);
        return value == null ? 0 : Math.toIntExact(ConstraintField.number(name, value));
    }

    /** An object; one without entries where there is none. */
    Map<String, ?> object(String name) {
        @Nullable Object value = plain.get(name);
        return value == null ? Map.of() : object(name, value);
    }

    /** The objects of a list; none where there is none. */
    List<Map<String, ?>> objects(String name) {
        @Nullable Object value = plain.get(name);
        List<Map<String, ?>> objects = new ArrayList<>();
        if (value instanceof Iterable<?> many) {
            many.forEach(one -> objects.add(object(name, one)));
        } else if (value != null) {
            throw refusal("has a list of objects: " + name + "=" + value);
        }
        return objects;
    }

    private Map<String, ?> object(String name, Object value) {
        if (!(value instanceof Map<?, ?> entries)) {
            throw refusal("has an object: " + name + "=" + value);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        entries.forEach((key, entry) -> object.put(String.valueOf(key), entry));
        return object;
    }

    private IllegalArgumentException refusal(String rule) {
        return new IllegalArgumentException(what + " " + rule + "; see docs/constraints.md");
    }
}
