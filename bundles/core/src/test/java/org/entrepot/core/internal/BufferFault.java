package org.entrepot.core.internal;

import java.util.Set;

/** What can be wrong with buffers that move, and which rule at least must notice. */
enum BufferFault {
    LETS_WHAT_IS_PINNED_MOVE("BUF-28"),
    LETS_WHAT_A_STATIC_DEVICE_HAS_MOVE("BUF-29"),
    LETS_WHAT_THE_CPU_HAS_MOVE("BUF-29"),
    COUNTS_NO_MOVES("BUF-30"),
    LOSES_ITS_CONTENTS("BUF-30"),
    NEVER_GOES_STALE("BUF-31"),
    CHANGES_STALE_ADDRESSES("BUF-31"),
    MAPS_NOTHING_ANEW("BUF-32"),
    FORGETS_WHAT_IS_ANNOUNCED("BUF-33"),
    GIVES_REVOKED_ADDRESSES("BUF-34"),
    NEVER_UNMAPS("BUF-35");

    private final String noticedBy;

    BufferFault(String noticedBy) {
        this.noticedBy = noticedBy;
    }

    Set<String> noticedBy() {
        return Set.of(noticedBy);
    }
}
