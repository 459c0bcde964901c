package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That what one operation touches does not grow with what is out. */
class SegregatedFitTest {
    private static final long ORIGIN = 0x4_0000;

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000, 1_000_000})
    void shouldTouchFewRunsHoweverManyAreOut(int live) {
        SegregatedFit space = new SegregatedFit(ORIGIN, 4 * live);
        Random random = new Random(live);
        int[] runs = new int[live];
        for (int i = 0; i < live; i++) {
            runs[i] = space.take(1 + random.nextInt(3));
        }
        assertThat(space.touched()).isPositive();
        int most = 0;
        for (int i = 0; i < 200_000; i++) {
            int slot = random.nextInt(live);
            space.give(runs[slot]);
            most = Math.max(most, space.touched());
            runs[slot] = space.take(1 + random.nextInt(3));
            most = Math.max(most, space.touched());
            assertThat(runs[slot]).isNotEqualTo(RunSpace.NONE);
        }

        assertThat(most).isBetween(6, 10);
    }

    @Test
    void shouldGiveUpAfterABoundedLookWhenNothingSuits() {
        int holes = 50_000;
        SegregatedFit space = new SegregatedFit(0, 4 * holes);
        int[] runs = new int[2 * holes];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = space.take(2);
        }
        for (int i = 0; i < runs.length; i += 2) {
            space.give(runs[i]);
        }

        // Every hole is two pages and begins at a multiple of four: none has two pages at an odd place.
        assertThat(space.take(new RunWish(2, 0, 3, 3, 0))).isNotEqualTo(RunSpace.NONE);
        assertThat(space.touched()).isPositive();
        assertThat(space.take(new RunWish(2, 0, 1 << 30, 4 * holes, 0))).isEqualTo(RunSpace.NONE);
        assertThat(space.touched()).isLessThanOrEqualTo(SegregatedFit.MOST_TOUCHED);
        assertThat(space.take(3)).isEqualTo(RunSpace.NONE);
        assertThat(space.touched()).isLessThanOrEqualTo(SegregatedFit.MOST_TOUCHED);
        assertThat(space.largestRun()).isEqualTo(2);
    }

    @Test
    void shouldServeTheLargestRangeWithoutMemoryForAllItsPages() {
        SegregatedFit space = new SegregatedFit(0, 1 << RunTable.MOST_BITS);

        int first = space.take(1);
        int second = space.take((1 << RunTable.MOST_BITS) - 1);
        assertThat(space.start(second)).isEqualTo(1);
        assertThat(space.freePages()).isZero();
        space.give(second);
        space.give(first);
        assertThat(space.largestRun()).isEqualTo(1 << RunTable.MOST_BITS);
    }
}
