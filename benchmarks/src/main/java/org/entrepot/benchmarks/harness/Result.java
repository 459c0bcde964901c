package org.entrepot.benchmarks.harness;

import java.util.Arrays;

/**
 * What came out of a figure.
 *
 * @param figure that was measured
 * @param ours nanoseconds for an operation of our side, the median, of CPU time or, of an event, by the clock; NaN if nothing was timed
 * @param floor the same of the floor; NaN if there is none
 * @param value what the figure is about: the median of the paired ratios or of the times, or the count
 * @param lower the first quartile of the ratios
 * @param upper the third quartile of the ratios
 * @param garbage bytes that an operation of our side allocates on the JVM's heap; NaN if that was not looked at
 */
public record Result(
        Figure figure, double ours, double floor, double value, double lower, double upper, double garbage) {
    /** Whether the figure is kept. */
    public boolean isKept() {
        return value <= figure.atMost();
    }

    /** A count. */
    static Result counted(Figure figure, long count) {
        return new Result(figure, Double.NaN, Double.NaN, count, count, count, Double.NaN);
    }

    /** The value below which a share of the values lie, between neighbours by their weight. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
