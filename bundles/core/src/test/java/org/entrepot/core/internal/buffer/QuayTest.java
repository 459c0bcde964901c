package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuayTest {
    @Test
    void shouldLetThreadsOfNeighbouringNumbersBeginFarApart() {
        int berths = 1000;
        for (long thread = 1; thread < 5000; thread++) {
            int apart = Math.abs(Quay.first(thread, berths) - Quay.first(thread + 1, berths));
            assertThat(Math.min(apart, berths - apart)).isGreaterThan(berths / 3);
        }
    }

    @Test
    void shouldLetEachThreadBeginAtABerth() {
        for (long thread : new long[] {0, 1, 2, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
            assertThat(Quay.first(thread, 1)).isZero();
            assertThat(Quay.first(thread, 1024)).isBetween(0, 1023);
        }
    }
}
