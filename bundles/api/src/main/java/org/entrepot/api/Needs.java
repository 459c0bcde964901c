package org.entrepot.api;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a participant needs that is no device: a library that copies by wide loads, a peer that draws in software.
 *
 * @param participant its name, for explanations
 * @param constraints to keep
 * @param alternatives groups of which one choice each is to be kept besides
 */
public record Needs(String participant, Constraints constraints, List<AlternativeGroup> alternatives) {
    /**
     * Reads needs from their plain form, as {@link #plain()} writes it.
     *
     * @throws IllegalArgumentException if an entry is not known, or a value breaks its rule
     */
    public static Needs ofPlain(Map<String, ?> plain) {
        PlainReader reader =
                new PlainReader("a participant", plain, Set.of("participant", "constraints", "alternatives"));
        return new Needs(
                reader.text("participant"),
                Constraints.ofPlain(reader.object("constraints")),
                reader.objects("alternatives").stream()
                        .map(AlternativeGroup::ofPlain)
                        .toList());
    }

    /** The plain form, which is what JSON holds: the participant, its constraints, its groups of alternatives. */
    public Map<String, Object> plain() {
        return PlainForm.of(this);
    }

    /** Checks that the participant can be named. */
    public Needs {
        alternatives = List.copyOf(alternatives);
        if (participant.isBlank()) {
            throw new IllegalArgumentException("a participant has a name: participant=''; name who needs it");
        }
    }
}
