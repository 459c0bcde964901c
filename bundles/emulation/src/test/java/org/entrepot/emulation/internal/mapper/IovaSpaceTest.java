package org.entrepot.emulation.internal.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IovaSpaceTest {
    private static final long PAGE = 4096;
    private static final long HIGHEST = (1L << 20) - 1;

    private final IovaSpace space = new IovaSpace(4096);

    /** A range that a test holds. */
    private record Range(long start, long bytes) {
        boolean clashes(Range other) {
            return start < other.start + other.bytes + PAGE && other.start < start + bytes + PAGE;
        }
    }

    @Test
    void shouldBeginAtTheTopWhenEmpty() {
        assertThat(space.take(3 * PAGE, HIGHEST, PAGE)).hasValue(HIGHEST + 1 - 3 * PAGE);
    }

    @Test
    void shouldLeaveAGuardPageWhenRangesFollowEachOther() {
        long first = space.take(PAGE, HIGHEST, PAGE).orElseThrow();
        long second = space.take(2 * PAGE, HIGHEST, PAGE).orElseThrow();

        assertThat(second + 2 * PAGE).isEqualTo(first - PAGE);
    }

    @Test
    void shouldFillTheHoleWhenOneInBetweenIsGivenBack() {
        space.take(PAGE, HIGHEST, PAGE);
        long middle = space.take(4 * PAGE, HIGHEST, PAGE).orElseThrow();
        space.take(PAGE, HIGHEST, PAGE);
        space.give(middle);

        assertThat(space.take(5 * PAGE, HIGHEST, PAGE).orElseThrow()).isLessThan(middle);
        assertThat(space.take(4 * PAGE, HIGHEST, PAGE)).hasValue(middle);
    }

    @Test
    void shouldNeverGiveTheLowestPageWhenFull() {
        assertThat(space.take(HIGHEST + 1, HIGHEST, PAGE)).isEmpty();
        assertThat(space.take(HIGHEST + 1 - PAGE, HIGHEST, PAGE)).hasValue(PAGE);
        assertThat(space.take(PAGE, HIGHEST, PAGE)).isEmpty();
        assertThat(space.size()).isEqualTo(1);
    }

    @Test
    void shouldFindRoomWhenTheReachIsSmallerThanWhatIsTaken() {
        long high = space.take(PAGE, HIGHEST, PAGE).orElseThrow();

        assertThat(space.take(PAGE, HIGHEST / 2, PAGE).orElseThrow()).isLessThan(high / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * PAGE, 3 * PAGE, 64 * PAGE})
    void shouldAlignWhenTold(long alignment) {
        space.take(PAGE, HIGHEST, PAGE);

        assertThat(space.take(PAGE, HIGHEST, alignment).orElseThrow() % alignment)
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepRangesApartWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        List<Range> held = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            long bytes = (1 + random.nextInt(12)) * PAGE;
            OptionalLong taken = random.nextInt(3) > 0 ? space.take(bytes, HIGHEST, PAGE) : OptionalLong.empty();
            if (taken.isPresent()) {
                Range range = new Range(taken.getAsLong(), bytes);
                assertThat(held).as("seed %d step %d", seed, step).noneMatch(range::clashes);
                assertThat(range.start()).isBetween(PAGE, HIGHEST + 1 - bytes);
                held.add(range);
            } else if (!held.isEmpty()) {
                space.give(held.remove(random.nextInt(held.size())).start());
            }
        }
        assertThat(space.size()).isEqualTo(held.size());
    }
}
