package org.entrepot.api;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Alternatives of which memory keeps one: as an encoder that takes linear rows of 256 bytes, or else tiles. As a buffer collection
 * token group of Fuchsia's sysmem.
 *
 * @param name for people, such as {@code input layout}
 * @param choices the preferred first; not empty
 */
public record AlternativeGroup(String name, List<Constraints> choices) {
    /**
     * Reads a group from its plain form, as {@link #plain()} writes it.
     *
     * @throws IllegalArgumentException if an entry is not known, or a value breaks its rule
     */
    public static AlternativeGroup ofPlain(Map<String, ?> plain) {
        PlainReader reader = new PlainReader("a group of alternatives", plain, Set.of("name", "choices"));
        return new AlternativeGroup(
                reader.text("name"),
                reader.objects("choices").stream().map(Constraints::ofPlain).toList());
    }

    /** The plain form, which is what JSON holds: its name and its choices, the preferred first. */
    public Map<String, Object> plain() {
        return PlainForm.of(this);
    }

    /** Checks that there is a choice. */
    public AlternativeGroup {
        choices = List.copyOf(choices);
        if (name.isBlank() || choices.isEmpty()) {
            throw new IllegalArgumentException(
                    "a group of alternatives has a name and a choice: name=" + name + " choices=" + choices.size());
        }
    }
}
