package org.entrepot.control;

import java.time.Duration;

/**
 * A timeline of fences.
 *
 * @param name given by its owner
 * @param owner symbolic name of the bundle that opened it
 * @param context its number
 * @param issued sequence number of the last fence that was issued
 * @param signalled sequence number up to which fences are signalled
 * @param oldest for how long the oldest pending fence is pending; zero if none is
 * @param bound for how long one is pending at most
 */
public record TimelineStatus(
        String name, String owner, long context, long issued, long signalled, Duration oldest, Duration bound) {
    /** How many fences are pending. */
    public long pending() {
        return issued - signalled;
    }
}
