package org.entrepot.api;

import java.util.List;

/**
 * Alternatives of which memory keeps one: as an encoder that takes linear rows of 256 bytes, or else tiles. As a buffer collection
 * token group of Fuchsia's sysmem.
 *
 * @param name for people, such as {@code input layout}
 * @param choices the preferred first; not empty
 */
public record AlternativeGroup(String name, List<Constraints> choices) {
    /** Checks that there is a choice. */
    public AlternativeGroup {
        choices = List.copyOf(choices);
        if (name.isBlank() || choices.isEmpty()) {
            throw new IllegalArgumentException(
                    "a group of alternatives has a name and a choice: name=" + name + " choices=" + choices.size());
        }
    }
}
