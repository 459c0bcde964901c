package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.OneOf;

/** Broken constraints, in the order in which they were found; the first is decisive. Not for several threads. */
final class Findings {
    private final List<Refusal> refusals = new ArrayList<>();

    /** Keeps what a participant wants and does not get. */
    void add(Constraint constraint, String wanted, String offered, Participant participant) {
        add(constraint, wanted, offered, participant.wanting(constraint));
    }

    /** Keeps what somebody wants and does not get. */
    void add(Constraint constraint, String wanted, String offered, String who) {
        refusals.add(new Refusal(constraint, wanted, offered, who));
    }

    /** Keeps that memory is not one of what a participant accepts. */
    <T> void require(Constraint constraint, OneOf<T> accepted, T offered, Participant participant) {
        if (!accepted.accepts(offered)) {
            add(constraint, words(accepted), offered.toString(), participant);
        }
    }

    /** What is accepted, for people: the only value, or one of several. */
    static String words(OneOf<?> accepted) {
        return accepted.values().size() == 1 ? String.valueOf(accepted.values().get(0)) : "one of " + accepted;
    }

    /** Which addresses a device drives, for people, with the highest that it reaches without a gap. */
    static String reach(Constraints limits) {
        return limits.reach() + " (up to 0x" + Long.toHexString(limits.highestAddress()) + ")";
    }

    /** How many runs or segments a device takes, for people. */
    static String segments(Constraints limits) {
        return limits.maxSegments() == 1 ? "one run" : "at most " + limits.maxSegments();
    }

    boolean isEmpty() {
        return refusals.isEmpty();
    }

    /** What was found so far; grows with the findings. */
    List<Refusal> all() {
        return refusals;
    }
}
