package org.entrepot.core.internal.migration;

import org.entrepot.core.internal.buffer.Relocation.Outcome;
import org.entrepot.core.internal.roster.Roster;

/** What has changed in the heaps since a migration looked last: a buffer that was refused is tried again for nothing less. */
final class Outlook {
    /** Others than buffers use heaps, too: now and then one is asked for room though no buffer gave memory back. */
    private static final long NOW_AND_THEN_NANOS = 250_000_000;

    private final Roster roster;
    private long generation;
    private long returns;
    private long askedAt;
    private boolean changed;
    private boolean roomier;

    /** As things are now. */
    Outlook(Roster roster) {
        this.roster = roster;
        this.generation = roster.generation();
        this.returns = roster.returns();
        this.askedAt = System.nanoTime();
    }

    /** Looks again. */
    void renew() {
        long generationNow = roster.generation();
        long returnsNow = roster.returns();
        long now = System.nanoTime();
        changed = generationNow != generation;
        roomier = changed || returnsNow != returns || now - askedAt >= NOW_AND_THEN_NANOS;
        generation = generationNow;
        returns = returnsNow;
        askedAt = roomier ? now : askedAt;
    }

    /** Whether another try may end otherwise than this one did. */
    boolean isBetterThanFor(Outcome last) {
        return switch (last) {
            case REFUSED, FAILED -> changed;
            case FULL -> roomier;
            case MOVED, NOTHING, HELD -> true;
        };
    }

    /** Whether nothing but other heaps could help after these tries, and there have been none since the last look. */
    boolean isHopelessFor(Outcome last) {
        return (last == Outcome.REFUSED || last == Outcome.FAILED) && roster.generation() == generation;
    }
}
