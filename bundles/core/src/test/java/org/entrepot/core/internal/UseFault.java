package org.entrepot.core.internal;

/** What can be wrong with buffers in use and with pools, and which rule at least must notice. */
enum UseFault {
    HAS_A_PART_OF_A_PAGE("BUF-1"),
    USES_ONE_NUMBER("BUF-2"),
    HANDS_OUT_USED_MEMORY("BUF-3"),
    COMES_FROM_ELSEWHERE("BUF-4"),
    REFUSES_WITHOUT_A_WORD("BUF-5"),
    TAKES_ANY_DEVICE("BUF-6"),
    CLOSES_ALL_AT_ONCE("BUF-7"),
    SHOWS_HALF_OF_IT("BUF-8"),
    COUNTS_NO_WRITES("BUF-9"),
    ATTACHES_ANYBODY("BUF-10"),
    MAPS_NOTHING("BUF-11"),
    MAPS_ELSEWHERE_EACH_TIME("BUF-12"),
    ENDS_WITH_A_REFERENCE("BUF-13"),
    ANSWERS_WHEN_CLOSED("BUF-14"),
    SERVES_ONE_OF_SEVERAL("BUF-15"),
    LETS_DEVICES_GO_ON("BUF-16"),
    UNMAPS_FOR_EVERYBODY("BUF-17"),
    ENDS_WITH_ITS_HEAP("BUF-18"),
    SHOWS_ANOTHERS_BYTES("BUF-19"),
    LENDS_MORE_THAN_IT_HAS("BUF-20"),
    LENDS_WHAT_WAS_WRITTEN("BUF-21"),
    TAKES_BACK_TWICE("BUF-22"),
    ENDS_WHAT_IS_LENT("BUF-23"),
    SWALLOWS_INTERRUPTS("BUF-24"),
    LENDS_ONE_TO_MANY("BUF-25"),
    GIVES_EVERYBODY_THE_SAME("BUF-26"),
    HEEDS_NO_FENCES("BUF-27");

    private final String noticedBy;

    UseFault(String noticedBy) {
        this.noticedBy = noticedBy;
    }

    String noticedBy() {
        return noticedBy;
    }
}
