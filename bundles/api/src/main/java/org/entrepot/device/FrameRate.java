package org.entrepot.device;

/**
 * Frames a second, as a fraction.
 *
 * @param numerator frames, positive
 * @param denominator seconds, positive
 */
public record FrameRate(int numerator, int denominator) {
    /** Checks that the rate is positive. */
    public FrameRate {
        if (numerator <= 0 || denominator <= 0) {
            throw new IllegalArgumentException("a frame rate is positive: rate=" + numerator + ":" + denominator);
        }
    }

    /** The time from one frame to the next, in nanoseconds. */
    public long periodNanos() {
        return 1_000_000_000L * denominator / numerator;
    }

    @Override
    public String toString() {
        return denominator == 1 ? numerator + " fps" : numerator + "/" + denominator + " fps";
    }
}
