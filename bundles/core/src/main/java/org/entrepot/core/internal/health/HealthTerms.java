package org.entrepot.core.internal.health;

import java.time.Duration;

/**
 * What is configured of health.
 *
 * @param recent for how long a fault or a refusal counts
 * @param fullPercent from which fill on a heap is exhausted; 0 for never
 * @param limitPercent from which part on a limit is nearly reached; 0 for never
 */
public record HealthTerms(Duration recent, int fullPercent, int limitPercent) {
    /** Whether an amount is that many percent of the whole, or more. */
    static boolean isOver(long amount, long whole, int percent) {
        return percent > 0 && whole > 0 && amount >= whole / 100.0 * percent;
    }
}
