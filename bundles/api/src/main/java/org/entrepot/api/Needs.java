package org.entrepot.api;

import java.util.List;

/**
 * What a participant needs that is no device: a library that copies by wide loads, a peer that draws in software.
 *
 * @param participant its name, for explanations
 * @param constraints to keep
 * @param alternatives groups of which one choice each is to be kept besides
 */
public record Needs(String participant, Constraints constraints, List<AlternativeGroup> alternatives) {
    /** Checks that the participant can be named. */
    public Needs {
        alternatives = List.copyOf(alternatives);
        if (participant.isBlank()) {
            throw new IllegalArgumentException("a participant has a name: participant=''; name who needs it");
        }
    }
}
