package org.entrepot.benchmarks.harness;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Measures figures: rounds of both sides in turn, each round one ratio. Which side begins changes from round to round. Of a figure
 * with one side each round is a time.
 */
public final class Measuring {
    private static final int LEAST_ROUNDS = 11;

    private final int rounds;
    private final long warmNanos;

    /**
     * Sets how long is measured.
     *
     * @param rounds at least 11
     * @param warmMillis how long each side runs before, so that the JVM has compiled it
     */
    public Measuring(int rounds, long warmMillis) {
        if (rounds < LEAST_ROUNDS) {
            throw new IllegalArgumentException("a median is of " + LEAST_ROUNDS + " rounds at least: rounds=" + rounds);
        }
        this.rounds = rounds;
        this.warmNanos = warmMillis * 1_000_000;
    }

    /** Measures a figure. */
    public Result measure(Figure figure) {
        if (figure instanceof Figure.Ratio ratio) {
            try (Duel duel = ratio.duel().get()) {
                return new Rounds(rounds).run(figure, pair(duel));
            }
        }
        if (figure instanceof Figure.Growth growth) {
            try (Duel small = growth.small().get();
                    Duel large = growth.large().get()) {
                return new Rounds(rounds).run(figure, pair(small), pair(large));
            }
        }
        if (figure instanceof Figure.Event event) {
            try (Race race = event.race().get()) {
                warm(race);
                return new Rounds(rounds).run(figure, race);
            }
        }
        if (figure instanceof Figure.Time time) {
            return new Rounds(rounds).run(figure, new Stopwatch(time.side().get(), warmNanos));
        }
        return Result.counted(figure, ((Figure.Count) figure).count().getAsLong());
    }

    private static void warm(Race race) {
        for (int i = 0; i < race.warmUp(); i++) {
            double unused = race.ours().getAsDouble() + race.floor().getAsDouble();
        }
    }

    private Pair pair(Duel duel) {
        return new Pair(new Stopwatch(duel.ours(), warmNanos), new Stopwatch(duel.floor(), warmNanos / 4));
    }

    /** Both sides of a duel, warm. */
    private record Pair(Stopwatch ours, Stopwatch floor) {}

    /** What was seen, round by round. */
    private static final class Rounds {
        private final double[] ours;
        private final double[] floor;
        private final double[] ratios;

        Rounds(int count) {
            this.ours = new double[count];
            this.floor = new double[count];
            this.ratios = new double[count];
        }

        Result run(Figure figure, Pair pair) {
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = ratio(pair, i);
            }
            return result(figure, pair.ours().garbage());
        }

        Result run(Figure figure, Pair small, Pair large) {
            for (int i = 0; i < ratios.length; i++) {
                double before = ratio(small, i);
                ratios[i] = ratio(large, i) / before;
            }
            return result(figure, large.ours().garbage());
        }

        Result run(Figure figure, Race race) {
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = ratio(i, race.ours(), race.floor());
            }
            return result(figure, Double.NaN);
        }

        Result run(Figure figure, Stopwatch side) {
            for (int i = 0; i < ratios.length; i++) {
                ours[i] = side.round();
                floor[i] = Double.NaN;
                ratios[i] = ours[i];
            }
            return result(figure, side.garbage());
        }

        private double ratio(Pair pair, int index) {
            return ratio(index, pair.ours()::round, pair.floor()::round);
        }

        private double ratio(int index, DoubleSupplier one, DoubleSupplier other) {
            if (index % 2 == 0) {
                ours[index] = one.getAsDouble();
                floor[index] = other.getAsDouble();
            } else {
                floor[index] = other.getAsDouble();
                ours[index] = one.getAsDouble();
            }
            return ours[index] / floor[index];
        }

        private Result result(Figure figure, double garbage) {
            double[] all = Arrays.copyOf(ratios, ratios.length);
            return new Result(
                    figure,
                    Result.quantile(ours, 0.5),
                    Result.quantile(floor, 0.5),
                    Result.quantile(all, 0.5),
                    Result.quantile(all, 0.25),
                    Result.quantile(all, 0.75),
                    garbage);
        }
    }
}
