package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionBitmapTest {
    private static final int PAGES = 1024;

    private final RegionBitmap bitmap = new RegionBitmap(PAGES);

    /** A run that a test holds. */
    private record Held(int start, int count) {}

    @Test
    void shouldFitFirstWhenSeveralRunsWouldDo() {
        take(4);
        int hole = take(4);
        take(4);
        bitmap.clear(hole, 4);

        assertThat(bitmap.find(2, 0)).isEqualTo(hole);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "16, 16", "17, 32", "255, 256", "256, 256", "257, 256", "500, 256"})
    void shouldAlignToTheSizeRoundedUpButNeverMoreThanOrderEight(int count, int alignment) {
        bitmap.mark(0, 1);

        assertThat(RegionBitmap.alignment(count)).isEqualTo(alignment);
        assertThat(bitmap.find(count, 0)).isEqualTo(alignment);
    }

    @Test
    void shouldGoOnAtTheNextAlignedPlaceWhenOneIsSkipped() {
        assertThat(bitmap.find(300, 0)).isZero();
        assertThat(bitmap.find(300, 1)).isEqualTo(256);
    }

    @Test
    void shouldFindNothingWhenTheRunWouldCrossTheEnd() {
        assertThat(bitmap.find(PAGES + 1, 0)).isEqualTo(-1);
        assertThat(bitmap.find(1, PAGES)).isEqualTo(-1);
        assertThat(take(PAGES)).isZero();
        assertThat(bitmap.find(1, 0)).isEqualTo(-1);
        assertThat(bitmap.free()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverFindAMarkedPageWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        BitSet model = new BitSet(PAGES);
        List<Held> held = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            int count = 1 + random.nextInt(80);
            int start = random.nextBoolean() ? bitmap.find(count, 0) : -1;
            if (start >= 0) {
                assertThat(model.get(start, start + count).isEmpty())
                        .as("seed %d step %d", seed, step)
                        .isTrue();
                bitmap.mark(start, count);
                model.set(start, start + count);
                held.add(new Held(start, count));
            } else if (!held.isEmpty()) {
                Held back = held.remove(random.nextInt(held.size()));
                model.clear(back.start(), back.start() + back.count());
                bitmap.clear(back.start(), back.count());
            }
            assertThat(bitmap.free()).isEqualTo(PAGES - model.cardinality());
            assertThat(bitmap.marks()).isEqualTo(model);
        }
    }

    private int take(int count) {
        int start = bitmap.find(count, 0);
        bitmap.mark(start, count);
        return start;
    }
}
