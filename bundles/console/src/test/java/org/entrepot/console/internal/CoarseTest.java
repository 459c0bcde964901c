package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.junit.jupiter.api.Test;

class CoarseTest {
    private static Occupancy plane(int columns, Use... cells) {
        return new Occupancy("plane", columns, 4096, List.of(cells));
    }

    @Test
    void shouldKeepAnOccupancyWhenItFits() {
        Occupancy small = plane(2, Use.FREE, Use.TAKEN, Use.TAKEN, Use.FREE);

        assertThat(Coarse.fit(small, 2, 2)).isSameAs(small);
    }

    @Test
    void shouldMergeSquaresWhenAPlaneIsTooWide() {
        Occupancy wide = plane(4, Use.TAKEN, Use.TAKEN, Use.FREE, Use.FREE, Use.TAKEN, Use.TAKEN, Use.FREE, Use.TAKEN);

        assertThat(Coarse.fit(wide, 2, 9))
                .isEqualTo(new Occupancy("plane", 2, 4 * 4096, List.of(Use.TAKEN, Use.PARTLY)));
    }

    @Test
    void shouldMergeSquaresWhenAPlaneIsTooHigh() {
        Occupancy high = plane(1, Use.FREE, Use.FREE, Use.TAKEN);

        assertThat(Coarse.fit(high, 9, 2)).isEqualTo(new Occupancy("plane", 1, 4 * 4096, List.of(Use.FREE, Use.TAKEN)));
    }

    @Test
    void shouldMergeNeighboursWhenALineIsTooLong() {
        Occupancy line =
                new Occupancy("line", 0x5000, 0, 4096, List.of(Use.FREE, Use.FREE, Use.TAKEN, Use.FREE, Use.TAKEN));

        assertThat(Coarse.fit(line, 3, 1))
                .isEqualTo(new Occupancy("line", 0x5000, 0, 8192, List.of(Use.FREE, Use.PARTLY, Use.TAKEN)));
    }

    @Test
    void shouldShowWhatKeepsMemoryFromBuffersWhenItIsAmongFreeCells() {
        Occupancy line = new Occupancy("line", 0, 4096, List.of(Use.FREE, Use.FREE, Use.FREE, Use.PINNED));

        assertThat(Coarse.fit(line, 1, 1).cells()).containsExactly(Use.PINNED);
    }
}
