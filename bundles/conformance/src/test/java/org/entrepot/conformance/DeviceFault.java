package org.entrepot.conformance;

import java.util.Set;
import org.entrepot.api.ImporterKind;

/** What can be wrong with a device of a kind, and which rules at least must notice. */
enum DeviceFault {
    CHANGES_ITS_NAME("IMP-1"),
    CHANGES_ITS_LIMITS("IMP-2"),
    NAMES_A_TYPE_TWICE("IMP-3"),
    IS_DEAR_TO_ASK("IMP-4"),
    COUNTS_NO_FAULT("IMP-5"),
    IS_ANOTHER_WHEN_PLUGGED_IN_AGAIN("IMP-6"),
    GOES_ON_WITH_FORMER_ADDRESSES("IMP-7"),
    CHANGES_ITS_KIND("IMP-8"),
    ANNOUNCES_NOTHING("IMP-9"),
    ANNOUNCES_LATE("IMP-9"),
    SIGNALS_AT_ONCE("IMP-9"),
    WAITS_FOR_NOBODY("IMP-10"),
    SAYS_THAT_FAILED_WORK_IS_DONE("IMP-11"),
    KEEPS_WHAT_IT_SHOWS("IMP-12", ImporterKind.REVOCABLE),
    LETS_GO_OF_ANOTHER("IMP-12", ImporterKind.REVOCABLE),
    GOES_ON_WITH_REVOKED_ADDRESSES("IMP-13", ImporterKind.REVOCABLE),
    WAITS_FOR_ITS_WORK_WHEN_TOLD("IMP-14"),
    FORGETS_ITS_FENCES_WHEN_PULLED_OUT("IMP-15"),
    WORKS_ON_WHEN_PULLED_OUT("IMP-15");

    private final String noticedBy;
    private final ImporterKind kind;

    DeviceFault(String noticedBy) {
        this(noticedBy, ImporterKind.DYNAMIC);
    }

    DeviceFault(String noticedBy, ImporterKind kind) {
        this.noticedBy = noticedBy;
        this.kind = kind;
    }

    Set<String> noticedBy() {
        return Set.of(noticedBy);
    }

    ImporterKind kind() {
        return kind;
    }
}
