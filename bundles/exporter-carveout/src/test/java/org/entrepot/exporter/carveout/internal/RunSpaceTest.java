package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every fit keeps, held against {@link NaiveRuns}. */
class RunSpaceTest {
    private static final int PAGES = 2048;

    /** The absolute number of the first page: not a power of two, and a 24-bit device reaches only some of the pages. */
    private static final long ORIGIN = 4096 - 500;

    static Stream<Arguments> torments() {
        return Stream.of(Fit.values()).flatMap(fit -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(fit, seed)));
    }

    @ParameterizedTest
    @MethodSource("torments")
    void shouldAgreeWithTheNaiveRangeWhenTormentedAtRandom(Fit fit, long seed) {
        Random random = new Random(seed);
        RunSpace space = fit.over(ORIGIN, PAGES);
        NaiveRuns model = new NaiveRuns(ORIGIN, PAGES);
        for (int step = 0; step < 6_000; step++) {
            if (random.nextInt(100) < 55) {
                take(space, model, wish(random), fit + " seed " + seed + " step " + step);
            } else if (!model.held.isEmpty()) {
                space.give(model.give(random).run());
            }
            assertAgrees(space, model, fit + " seed " + seed + " step " + step);
        }
        while (!model.held.isEmpty()) {
            space.give(model.give(random).run());
        }
        assertThat(space.largestRun()).isEqualTo(PAGES);
    }

    private static RunWish wish(Random random) {
        int guard = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
        int out = 1 + (random.nextInt(10) == 0 ? random.nextInt(300) : random.nextInt(40));
        long[] alignments = {1, 1, 1, 2, 3, 8, 12, 64};
        long boundary = random.nextInt(4) == 0 ? 2L * Integer.highestOneBit(out) * (1 + random.nextInt(2)) : 0;
        int limit = random.nextInt(5) == 0 ? 500 : PAGES;
        return new RunWish(out + 2 * guard, guard, alignments[random.nextInt(alignments.length)], limit, boundary);
    }

    private static void take(RunSpace space, NaiveRuns model, RunWish wish, String when) {
        boolean plain = wish.equals(new RunWish(wish.count(), 0, 1, PAGES, 0));
        int run = plain ? space.take(wish.count()) : space.take(wish);
        if (run == RunSpace.NONE) {
            // This few free runs are all looked at, so nobody may say that there is no room when there is.
            assertThat(model.hasRoom(wish) && model.free().size() < SegregatedFit.MOST_LOOKED_AT)
                    .as(when + " " + wish)
                    .isFalse();
            return;
        }
        int start = space.start(run);
        assertThat(model.keeps(wish, start))
                .as(when + " " + wish + " at " + start)
                .isTrue();
        model.take(run, start, wish.count());
    }

    private static void assertAgrees(RunSpace space, NaiveRuns model, String when) {
        assertThat(space.freePages()).as(when).isEqualTo(PAGES - model.taken.cardinality());
        assertThat(space.largestRun()).as(when).isEqualTo(model.largest());
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldHandOutAllOfItAlsoAlignedWhenNothingIsTaken(Fit fit) {
        RunSpace space = fit.over(8192, PAGES);

        int whole = space.take(new RunWish(PAGES, 0, 4096, PAGES, 0));
        assertThat(space.start(whole)).isZero();
        assertThat(space.freePages()).isZero();
        assertThat(space.take(1)).isEqualTo(RunSpace.NONE);

        space.give(whole);
        assertThat(space.start(space.take(PAGES))).isZero();
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldFindNothingWhenMoreIsWantedThanThereIs(Fit fit) {
        RunSpace space = fit.over(ORIGIN, PAGES);

        assertThat(space.take(PAGES + 1)).isEqualTo(RunSpace.NONE);
        assertThat(space.take(new RunWish(11, 0, 1, 10, 0))).isEqualTo(RunSpace.NONE);
        assertThat(space.take(new RunWish(1, 0, RunWish.MOST_ALIGNMENT, PAGES, 0)))
                .isEqualTo(RunSpace.NONE);
        assertThat(space.largestRun()).isEqualTo(PAGES);
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldRefuseARunThatIsGivenBackTwice(Fit fit) {
        RunSpace space = fit.over(ORIGIN, PAGES);
        int run = space.take(8);
        space.give(run);

        assertThatThrownBy(() -> space.give(run)).isInstanceOf(IllegalStateException.class);
        assertThat(space.freePages()).isEqualTo(PAGES);
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldTakeCertainPagesAndGiveThemBack(Fit fit) {
        RunSpace space = fit.over(ORIGIN, PAGES);
        int first = space.takeAt(0, 3);
        int second = space.takeAt(100, 50);
        int last = space.takeAt(PAGES - 1, 1);

        assertThat(space.freePages()).isEqualTo(PAGES - 54);
        assertThat(space.largestRun()).isEqualTo(PAGES - 151);
        assertThatThrownBy(() -> space.takeAt(149, 2)).isInstanceOf(IllegalStateException.class);

        space.give(second);
        space.give(first);
        space.give(last);
        assertThat(space.largestRun()).isEqualTo(PAGES);
    }

    @Test
    void shouldTakeTheFirstRunThatSuitsByFirstFitAndTheShortestByBestFit() {
        for (Fit fit : new Fit[] {Fit.FIRST, Fit.BEST}) {
            RunSpace space = fit.over(0, 100);
            int wide = space.take(10);
            space.take(1);
            int narrow = space.take(5);
            space.take(1);
            space.give(wide);
            space.give(narrow);

            assertThat(space.start(space.take(4))).isEqualTo(fit == Fit.FIRST ? 0 : 11);
        }
    }

    @Test
    void shouldKeepLowPagesForThoseThatNeedThemWhenNobodyElseDoes() {
        // One gigabyte around the 4 GiB that a 32-bit device reaches.
        int half = 1 << 17;
        RunSpace space = Fit.TLSF.over((1L << 20) - half, 2 * half);
        int below = space.takeAt(half - 1, 2);

        assertThat(space.start(space.take(100))).isGreaterThan(half);
        assertThat(space.start(space.take(new RunWish(100, 0, 1, half, 0)))).isLessThan(half);
        space.give(below);
    }

    @Test
    void shouldListEachSizeInTheClassFromWhichItIsFound() {
        int before = -1;
        for (int size = 1; size < 100_000; size++) {
            int own = SizeClasses.of(0, size);
            assertThat(own).isGreaterThanOrEqualTo(before);
            assertThat(SizeClasses.roomy(0, size)).isBetween(own, own + 1);
            if (size < 128) {
                assertThat(SizeClasses.roomy(0, size)).isEqualTo(own);
            }
            before = own;
        }
        assertThat(SizeClasses.roomy(0, 1 << RunTable.MOST_BITS)).isLessThan(1 << SizeClasses.ZONE_BITS);
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldRefuseARangeThatIsNone(Fit fit) {
        assertThatThrownBy(() -> fit.over(-1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fit.over(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
