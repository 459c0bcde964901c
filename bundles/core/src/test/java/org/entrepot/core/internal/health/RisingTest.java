package org.entrepot.core.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RisingTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong(-5);
    private final Rising rising = new Rising(now::get);

    @Test
    void shouldCountWhatIsThereAtTheFirstLookAsNew() {
        assertThat(rising.look("camera0", 3, MINUTE)).isEqualTo(3);
        assertThat(rising.recent("camera0", MINUTE)).isEqualTo(3);
    }

    @Test
    void shouldBeQuietAgainWhenNothingRoseForAWhile() {
        rising.look("camera0", 3, MINUTE);
        now.addAndGet(MINUTE.toNanos() + 1);

        assertThat(rising.look("camera0", 3, MINUTE)).isZero();
        assertThat(rising.recent("camera0", MINUTE)).isZero();
    }

    @Test
    void shouldAddWhatRisesSoonAndBeginAnewWhatRisesLate() {
        rising.look("camera0", 3, MINUTE);
        now.addAndGet(MINUTE.toNanos());
        assertThat(rising.look("camera0", 5, MINUTE)).isEqualTo(2);
        assertThat(rising.recent("camera0", MINUTE)).isEqualTo(5);

        now.addAndGet(MINUTE.toNanos() + 1);
        assertThat(rising.look("camera0", 6, MINUTE)).isEqualTo(1);
        assertThat(rising.recent("camera0", MINUTE)).isEqualTo(1);
    }

    @Test
    void shouldBeginAnewWhenTheCounterDoes() {
        rising.look("camera0", 300, MINUTE);

        assertThat(rising.look("camera0", 2, MINUTE)).isEqualTo(2);
        assertThat(rising.recent("camera0", MINUTE)).isEqualTo(2);
    }

    @Test
    void shouldKnowNothingOfWhomItForgot() {
        rising.look("camera0", 3, MINUTE);
        rising.keep(List.of("display0"));

        assertThat(rising.recent("camera0", MINUTE)).isZero();
    }
}
