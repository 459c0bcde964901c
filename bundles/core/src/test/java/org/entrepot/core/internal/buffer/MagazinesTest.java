package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MagazinesTest {
    private static final int FIRST = 17;
    private static final int SAME_STRIPE = FIRST + Magazines.STRIPES;
    private static final int SAME_STRIPES = FIRST + Magazines.STRIPES * Magazines.STRIPES;

    private final Magazines magazines = new Magazines(new Berth[8]);

    @Test
    void shouldGiveAMagazineEachToTwoThreadsOfOneStripe() {
        int[] first = magazines.own(FIRST);
        int[] second = magazines.own(SAME_STRIPE);

        assertThat(second).isNotSameAs(first);
        assertThat(magazines.own(FIRST)).isSameAs(first);
        assertThat(magazines.own(SAME_STRIPE)).isSameAs(second);
    }

    @Test
    void shouldComeToRestWhenAThreadIsDrivenOut() {
        int neighbour = FIRST ^ 1;
        assertThat(magazines.own(neighbour)).isNotSameAs(magazines.own(FIRST));

        int[] taken = magazines.own(SAME_STRIPES);
        int[] moved = magazines.own(neighbour);

        assertThat(magazines.own(SAME_STRIPES)).isSameAs(taken).isNotSameAs(moved);
        assertThat(magazines.own(neighbour)).isSameAs(moved);
    }

    @Test
    void shouldHaveAMagazineForEachThreadHoweverManyThereWere() {
        for (int thread = 0; thread < 10_000; thread++) {
            int[] own = magazines.own(thread);
            assertThat(magazines.own(thread)).isSameAs(own);
        }
    }
}
