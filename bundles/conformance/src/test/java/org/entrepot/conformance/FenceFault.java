package org.entrepot.conformance;

import java.util.Set;

/** What can be wrong with fences, and which rules at least must notice. */
enum FenceFault {
    TAKES_FAILURES_THAT_COME_LATE("FEN-1"),
    SIGNALS_NONE_BUT_THE_LAST("FEN-2"),
    SAYS_SIGNALLED_WHEN_THE_TIME_RUNS_OUT("FEN-3"),
    SLEEPS_THROUGH_SIGNALS("FEN-4"),
    SWALLOWS_INTERRUPTS("FEN-5"),
    FORGETS_LATE_CALLBACKS("FEN-6"),
    CALLS_WHAT_WAS_TAKEN_BACK("FEN-7"),
    CALLS_BACK_TWICE("FEN-8"),
    STOPS_AT_A_CALLBACK_THAT_THROWS("FEN-9"),
    FAILS_ALL_THAT_WAS_BEFORE("FEN-10"),
    SIGNALS_WHAT_WAS_NOT_ISSUED("FEN-11"),
    FORGETS_THE_BOUND("FEN-12"),
    FORGETS_WHAT_IS_PENDING("FEN-13"),
    MERGES_TO_THE_LAST("FEN-14 FEN-15"),
    MERGES_NOTHING_TO_A_PENDING_ONE("FEN-16"),
    CHAINS_THE_LAST_ONLY("FEN-17 FEN-19"),
    FINDS_WHAT_IS_NOT_THERE_YET("FEN-18"),
    KEEPS_HINTS_TO_ITSELF("FEN-20"),
    IS_NEVER_READY("FEN-21"),
    SHOWS_EVERY_CLASS("FEN-22 FEN-23"),
    FORGETS_EARLIER_FENCES("FEN-22 FEN-24"),
    HANDS_OUT_WHAT_COMES_LATER("FEN-25"),
    CALLS_BACK_AT_ONCE("FEN-26"),
    LOCKS_NOTHING("FEN-27 FEN-29"),
    LOCKS_ONE_AFTER_THE_OTHER("FEN-28"),
    KEEPS_LOCKS_OF_WHO_STOPPED("FEN-29");

    private final String noticedBy;

    FenceFault(String noticedBy) {
        this.noticedBy = noticedBy;
    }

    Set<String> noticedBy() {
        return Set.of(noticedBy.split(" "));
    }
}
