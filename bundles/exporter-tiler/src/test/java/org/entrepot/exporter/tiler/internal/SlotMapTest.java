package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entrepot.exporter.tiler.internal.SlotMap.COLUMNS;
import static org.entrepot.exporter.tiler.internal.SlotMap.NONE;
import static org.entrepot.exporter.tiler.internal.SlotMap.ROWS;
import static org.entrepot.exporter.tiler.internal.SlotMap.SLOTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotMapTest {
    private final SlotMap map = new SlotMap();

    /** What a test holds; a run has no height. */
    private record Held(int slot, int width, int height) {}

    /** The placement as it is told, bit by bit. */
    private static final class Reference {
        private final boolean[][] taken = new boolean[ROWS][COLUMNS];

        int takeRectangle(int width, int height, int alignment) {
            for (int y = 0; y + height <= ROWS; y++) {
                for (int x = 0; x + width <= COLUMNS; x += alignment) {
                    if (isFree(x, y, width, height)) {
                        set(new Held(x + COLUMNS * y, width, height), true);
                        return x + COLUMNS * y;
                    }
                }
            }
            return NONE;
        }

        int takeRun(int count) {
            for (int slot = SLOTS - count; slot >= 0; slot--) {
                if (isFree(slot, count)) {
                    set(new Held(slot, count, 0), true);
                    return slot;
                }
            }
            return NONE;
        }

        private boolean isFree(int left, int top, int width, int height) {
            for (int y = top; y < top + height; y++) {
                if (!isFree(left + COLUMNS * y, width)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isFree(int slot, int count) {
            for (int i = slot; i < slot + count; i++) {
                if (taken[i / COLUMNS][i % COLUMNS]) {
                    return false;
                }
            }
            return true;
        }

        void set(Held held, boolean value) {
            for (int row = 0; row < Math.max(1, held.height()); row++) {
                for (int i = 0; i < held.width(); i++) {
                    int slot = held.slot() + row * COLUMNS + i;
                    taken[slot / COLUMNS][slot % COLUMNS] = value;
                }
            }
        }
    }

    @Test
    void shouldGoFromLeftToRightThenDownWhenEmpty() {
        assertThat(map.takeRectangle(100, 2, 1)).isZero();
        assertThat(map.takeRectangle(100, 2, 1)).isEqualTo(100);
        assertThat(map.takeRectangle(100, 2, 1)).isEqualTo(2 * COLUMNS);
        assertThat(map.takeRectangle(56, 1, 1)).isEqualTo(200);
    }

    @Test
    void shouldNeverWrapARowWhenARectangleWouldFitAcrossItsEnd() {
        map.setRectangle(0, 200, ROWS);

        assertThat(map.takeRectangle(57, 1, 1)).isEqualTo(NONE);
        assertThat(map.takeRectangle(56, 1, 1)).isEqualTo(200);
    }

    @Test
    void shouldLookAtEveryRowOfARectangleWhenOneBelowIsTaken() {
        for (int row = 1; row < ROWS; row += 2) {
            map.setRun(row * COLUMNS + 70, 1);
        }

        assertThat(map.takeRectangle(71, 2, 1)).isEqualTo(71);
        assertThat(map.takeRectangle(COLUMNS, 2, 1)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 4", "8, 8", "16, 16", "32, 32", "64, 64", "128, 128", "256, 256"})
    void shouldBeginAtAMultipleWhenAligned(int alignment, int expected) {
        map.setRun(0, 1);

        assertThat(map.takeRectangle(1, 1, alignment)).isEqualTo(expected);
    }

    @Test
    void shouldTakeTheWholeContainerWhenNothingElseIsThere() {
        assertThat(map.takeRectangle(COLUMNS, ROWS, 1)).isZero();
        assertThat(map.free()).isZero();
        assertThat(map.longestRun()).isZero();
        assertThat(map.takeRectangle(1, 1, 1)).isEqualTo(NONE);
        assertThat(map.takeRun(1)).isEqualTo(NONE);
    }

    @Test
    void shouldTakeARunNearestToTheEndAndAcrossRows() {
        map.setRun(SLOTS - 10, 1);

        assertThat(map.takeRun(9)).isEqualTo(SLOTS - 9);
        assertThat(map.takeRun(1000)).isEqualTo(SLOTS - 1010);
        assertThat(map.longestRun()).isEqualTo(SLOTS - 1010);
    }

    @Test
    void shouldFindARunThatStartsWithSlotZero() {
        map.setRun(5, SLOTS - 5);

        assertThat(map.takeRun(6)).isEqualTo(NONE);
        assertThat(map.takeRun(5)).isZero();
        assertThat(map.free()).isZero();
    }

    @Test
    void shouldTakeAllSlotsAsOneRunWhenEmpty() {
        assertThat(map.takeRun(SLOTS)).isZero();
        map.clearRun(0, SLOTS);
        assertThat(map.free()).isEqualTo(SLOTS);
        assertThat(map.longestRun()).isEqualTo(SLOTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldPlaceAndRefuseAsBitByBitWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        Reference reference = new Reference();
        List<Held> held = new ArrayList<>();
        int refusals = 0;
        for (int step = 0; step < 2_500; step++) {
            if (random.nextInt(100) < 55) {
                Held taken = take(random, reference, "seed " + seed + " step " + step);
                if (taken.slot() == NONE) {
                    refusals++;
                } else {
                    held.add(taken);
                }
            } else if (!held.isEmpty()) {
                give(held.remove(random.nextInt(held.size())), reference);
            }
        }
        assertThat(refusals).as("seed %d", seed).isPositive();
        assertSame(reference, seed);
    }

    private Held take(Random random, Reference reference, String when) {
        if (random.nextInt(4) == 0) {
            int count = 1 + random.nextInt(random.nextInt(16) == 0 ? 3000 : 300);
            int slot = map.takeRun(count);
            assertThat(slot).as(when).isEqualTo(reference.takeRun(count));
            return new Held(slot, count, 0);
        }
        int width = 1 + random.nextInt(random.nextInt(8) == 0 ? COLUMNS : 48);
        int height = 1 + random.nextInt(random.nextInt(8) == 0 ? ROWS : 32);
        int alignment = random.nextBoolean() ? 1 : 1 << random.nextInt(9);
        int slot = map.takeRectangle(width, height, alignment);
        assertThat(slot).as(when).isEqualTo(reference.takeRectangle(width, height, alignment));
        return new Held(slot, width, height);
    }

    private void give(Held back, Reference reference) {
        reference.set(back, false);
        if (back.height() == 0) {
            map.clearRun(back.slot(), back.width());
        } else {
            map.clearRectangle(back.slot(), back.width(), back.height());
        }
    }

    private void assertSame(Reference reference, long seed) {
        int different = 0;
        int free = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            boolean taken = reference.taken[slot / COLUMNS][slot % COLUMNS];
            different += map.isTaken(slot) == taken ? 0 : 1;
            free += taken ? 0 : 1;
        }
        assertThat(different).as("seed %d", seed).isZero();
        assertThat(map.free()).as("seed %d", seed).isEqualTo(free);
    }
}
