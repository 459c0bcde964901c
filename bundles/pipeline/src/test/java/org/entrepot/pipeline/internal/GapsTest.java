package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapsTest {
    private final Gaps gaps = new Gaps();

    private void shown(long... times) {
        for (int frame = 0; frame < times.length; frame++) {
            gaps.shown(frame, times[frame]);
        }
    }

    @Test
    void shouldKnowNoGapBeforeTheSecondFrame() {
        assertThat(gaps.longestNanos()).isZero();
        shown(5);
        assertThat(gaps.longestNanos()).isZero();
    }

    @Test
    void shouldKnowTheLongestOfAll() {
        shown(0, 10, 40, 50);
        assertThat(gaps.longestNanos()).isEqualTo(30);
    }

    @Test
    void shouldCountOnlyTheGapsThatOverlapTheSwap() {
        shown(0, 100, 110, 130);
        Gaps.Watch swap = gaps.watch(105, 5);

        assertThat(swap.longestNanos()).isEqualTo(20);
        gaps.shown(4, 165);
        assertThat(swap.longestNanos()).isEqualTo(35);
        gaps.shown(5, 175);
        gaps.shown(6, 500);

        assertThat(swap.longestNanos()).isEqualTo(35);
        assertThat(gaps.longestNanos()).isEqualTo(325);
    }

    @Test
    void shouldCountTheGapThatTheFirstFrameInTheNewMemoryEnds() {
        shown(0, 10);
        Gaps.Watch swap = gaps.watch(12, 2);
        gaps.shown(2, 90);

        assertThat(swap.longestNanos()).isEqualTo(80);
    }

    @Test
    void shouldEndWithALaterFrameWhenTheFirstNeverCame() {
        shown(0, 10);
        Gaps.Watch swap = gaps.watch(10, 2);
        gaps.shown(3, 30);
        gaps.shown(4, 90);

        assertThat(swap.longestNanos()).isEqualTo(20);
    }
}
