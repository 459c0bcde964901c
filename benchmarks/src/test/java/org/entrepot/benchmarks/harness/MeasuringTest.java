package org.entrepot.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuringTest {
    @Test
    void shouldTakeTheMedianBetweenNeighboursWhenTheNumberIsEven() {
        assertThat(Result.quantile(new double[] {4, 1, 3, 2}, 0.5)).isEqualTo(2.5);
        assertThat(Result.quantile(new double[] {5, 1, 3}, 0.5)).isEqualTo(3);
        assertThat(Result.quantile(new double[] {0, 10}, 0.25)).isEqualTo(2.5);
    }

    @Test
    void shouldRefuseWhenARatioWouldRestOnFewRounds() {
        assertThatThrownBy(() -> new Measuring(10, 1)).hasMessageContaining("rounds=10");
    }

    @Test
    void shouldRunBothSidesInTurnAndCloseThem() {
        List<String> seen = new ArrayList<>();
        Side ours = count -> {
            seen.add("ours");
            return spin(count);
        };
        Side floor = count -> {
            seen.add("floor");
            return spin(count);
        };

        Result result = new Measuring(11, 1)
                .measure(new Figure.Ratio(
                        "spinning", "itself", 2, () -> new Duel(ours, floor, () -> seen.add("closed"))));

        assertThat(result.ours()).isPositive();
        assertThat(result.floor()).isPositive();
        assertThat(seen).endsWith("closed");
        assertThat(seen.subList(seen.size() - 23, seen.size() - 1))
                .filteredOn("ours"::equals)
                .hasSize(11);
    }

    @Test
    void shouldHoldATimeAgainstNanosecondsWhenThereIsNoFloor() {
        Measuring measuring = new Measuring(11, 1);

        assertThat(measuring
                        .measure(new Figure.Time("spinning", 1e6, () -> MeasuringTest::spin))
                        .isKept())
                .isTrue();
        Result tooSlow = measuring.measure(new Figure.Time("spinning", 1e-6, () -> MeasuringTest::spin));
        assertThat(tooSlow.isKept()).isFalse();

        Report report = new Report();
        report.add("selection", tooSlow);
        assertThat(report.table()).contains("| the clock |", " NO ");
    }

    @Test
    void shouldKeepAFigureWhenACountIsWithinIt() {
        Measuring measuring = new Measuring(11, 1);

        assertThat(measuring.measure(new Figure.Count("nodes", 3, () -> 3)).isKept())
                .isTrue();
        assertThat(measuring.measure(new Figure.Count("nodes", 3, () -> 4)).isKept())
                .isFalse();
    }

    @Test
    void shouldLineUpWhenDrawn() {
        Report report = new Report();
        report.add("carveout", Result.counted(new Figure.Count("touched nodes", 12, () -> 7), 7));

        assertThat(report.table().lines().map(String::length).distinct()).hasSize(1);
        assertThat(report.table()).contains("| touched nodes |", "| counted |", " yes ");
    }

    private static long spin(int count) {
        long value = count;
        for (int i = 0; i < count; i++) {
            value = value * 6364136223846793005L + 1442695040888963407L;
        }
        return value;
    }
}
