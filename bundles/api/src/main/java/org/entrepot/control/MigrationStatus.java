package org.entrepot.control;

import java.time.Duration;
import java.util.List;

/**
 * How far a migration has come.
 *
 * @param id its number
 * @param why it is made, for people
 * @param state whether it goes on
 * @param total buffers that it is about, so far
 * @param moved those that have moved
 * @param ended those that were released or moved by somebody else meanwhile
 * @param bytes that have moved
 * @param taken how long it has taken so far
 * @param left those that have not moved and why, as they were looked at last
 */
public record MigrationStatus(
        long id,
        String why,
        State state,
        int total,
        int moved,
        int ended,
        long bytes,
        Duration taken,
        List<Left> left) {
    /** Copies the list. */
    public MigrationStatus {
        left = List.copyOf(left);
    }

    /** Whether a migration goes on. */
    public enum State {
        /** Buffers are moving, or waited for. */
        RUNNING,
        /** All have moved, or ended. */
        DONE,
        /** The deadline passed, or nobody could take what is left. */
        INCOMPLETE,
        /** It was cancelled. */
        CANCELLED,
        /** It broke off: the log says why. What has not moved stays where it is. */
        FAILED
    }

    /**
     * A buffer that has not moved.
     *
     * @param buffer its number
     * @param why for people
     */
    public record Left(long buffer, String why) {}
}
