package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageblockRegionTest {
    private static final int PAGES = 1024;

    private final PageblockRegion region = new PageblockRegion(new PageRun(512, PAGES));

    /** A run that a test holds. */
    private record Held(int start, int count) {}

    @Test
    void shouldFitFirstWhenSeveralRunsWouldDo() {
        region.take(4, 0);
        int hole = region.take(4, 0);
        region.take(4, 0);
        region.give(hole, 4);

        assertThat(region.take(2, 0)).isEqualTo(hole);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "16, 16", "17, 32", "255, 256", "256, 256", "257, 256", "500, 256"})
    void shouldAlignToTheSizeRoundedUpButNeverMoreThanOrderEight(int count, int alignment) {
        region.take(1, 0);

        assertThat(region.take(count, 0)).isEqualTo(alignment);
    }

    @Test
    void shouldGoOnAtTheNextAlignedPlaceWhenOneIsSkipped() {
        int first = region.take(300, 0);
        region.give(first, 300);

        assertThat(region.take(300, PageblockRegion.after(first, 300))).isEqualTo(256);
    }

    @Test
    void shouldFindNothingWhenTheRunWouldCrossTheEnd() {
        assertThat(region.take(PAGES + 1, 0)).isEqualTo(-1);
        assertThat(region.take(1, PAGES)).isEqualTo(-1);
        assertThat(region.take(PAGES, 0)).isZero();
        assertThat(region.take(1, 0)).isEqualTo(-1);
        assertThat(region.freePages()).isZero();
        assertThat(region.largestRun()).isZero();
    }

    @Test
    void shouldMeasureTheLargestRunWhenThereAreHoles() {
        region.take(256, 0);
        region.take(256, 0);
        region.take(256, 0);
        region.give(256, 256);

        assertThat(region.largestRun()).isEqualTo(256);
        assertThat(region.freePages()).isEqualTo(512);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverHoldAPageTwiceWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        BitSet model = new BitSet(PAGES);
        List<Held> held = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            int count = 1 + random.nextInt(80);
            int start = random.nextBoolean() ? region.take(count, 0) : -1;
            if (start >= 0) {
                assertThat(model.get(start, start + count).isEmpty())
                        .as("seed %d step %d", seed, step)
                        .isTrue();
                model.set(start, start + count);
                held.add(new Held(start, count));
            } else if (!held.isEmpty()) {
                Held back = held.remove(random.nextInt(held.size()));
                model.clear(back.start(), back.start() + back.count());
                region.give(back.start(), back.count());
            }
            assertThat(region.freePages()).isEqualTo(PAGES - model.cardinality());
        }
    }
}
