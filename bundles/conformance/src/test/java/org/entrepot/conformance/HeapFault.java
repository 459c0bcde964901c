package org.entrepot.conformance;

import java.util.Set;

/** What can be wrong with a heap, and which rules at least must notice. */
enum HeapFault {
    CHANGES_ITS_NAME("EXP-1"),
    SHRINKS("EXP-3"),
    LISTS_A_TYPE_TOO_MANY("EXP-4"),
    TELLS_HALF_OF_ITS_PLACE("EXP-5"),
    LIES_ABOUT_ITS_ADDRESSES("EXP-6"),
    LIES_ABOUT_ITS_ALIGNMENT("EXP-7"),
    LIES_ABOUT_ITS_RUNS("EXP-8"),
    EXPECTS_NOTHING("EXP-9"),
    TELLS_ANOTHERS_PLACE("EXP-10 EXP-33"),
    IGNORES_CONSTRAINTS("EXP-11 EXP-12 EXP-13"),
    PROMISES_ALIGNMENTS("EXP-47"),
    PROMISES_TOO_MUCH("EXP-14"),
    GIVES_MORE_THAN_IT_SAID("EXP-15"),
    LIES_ABOUT_ITS_CAPACITY("EXP-16"),
    SAYS_REFUSED_WHEN_FULL("EXP-17"),
    COUNTS_NO_FAILURES("EXP-18"),
    GIVES_DIRTY_MEMORY("EXP-20"),
    RECYCLES_WITHOUT_CLEARING("EXP-21 EXP-22 EXP-27 EXP-28 EXP-35"),
    SHOWS_A_NEW_VIEW_EACH_TIME("EXP-23"),
    SHOWS_WHAT_IT_SAID_IT_WOULD_NOT("EXP-24"),
    SHOWS_A_COPY("EXP-25"),
    ALLOWS_ONE_BRACKET("EXP-26"),
    COUNTS_EACH_CLOSE("EXP-29 EXP-30"),
    TAKES_ITS_MEMORY_AWAY("EXP-31"),
    DISPLACES_ITS_MEMORY("EXP-32"),
    LEAKS("EXP-34"),
    SWALLOWS_INTERRUPTS("EXP-36"),
    FORGETS_WHAT_IS_OUT("EXP-37"),
    FORGETS_ITS_HIGH_WATER("EXP-38"),
    NAMES_TWO_COUNTERS_ALIKE("EXP-39"),
    SHOWS_TOO_MANY_CELLS("EXP-40"),
    SHOWS_ALL_AS_FREE("EXP-41");

    private final String noticedBy;

    HeapFault(String noticedBy) {
        this.noticedBy = noticedBy;
    }

    Set<String> noticedBy() {
        return Set.of(noticedBy.split(" "));
    }
}
