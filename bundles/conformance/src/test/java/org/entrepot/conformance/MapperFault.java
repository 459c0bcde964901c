package org.entrepot.conformance;

import java.util.Set;

/** What can be wrong with a mapper, and which rules at least must notice. */
enum MapperFault {
    SERVES_EVERYBODY("MAP-1"),
    ADDS_A_LIMIT("MAP-2"),
    LIFTS_WHAT_IT_DOES_NOT_LIFT("MAP-3"),
    FORGETS_THE_LAST_SEGMENT("MAP-4"),
    IGNORES_LIMITS("MAP-5 MAP-19"),
    TAKES_EVERY_COOKIE("MAP-6"),
    TURNS_SEGMENTS_ROUND("MAP-7"),
    IGNORES_THE_DIRECTION("MAP-8 MAP-9"),
    NEVER_UNMAPS("MAP-12 MAP-16"),
    UNMAPS_LATE("MAP-13"),
    FORGETS_WHO_ERRED("MAP-14"),
    UNMAPS_ANOTHER_WHEN_CLOSED_TWICE("MAP-15"),
    GIVES_ALL_THE_SAME_ADDRESSES("MAP-17"),
    WEARS_OUT("MAP-18");

    private final String noticedBy;

    MapperFault(String noticedBy) {
        this.noticedBy = noticedBy;
    }

    Set<String> noticedBy() {
        return Set.of(noticedBy.split(" "));
    }
}
