package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

class RegionCellsTest {
    private final BitSet handedOut = new BitSet();
    private final BitSet movable = new BitSet();
    private final BitSet pinned = new BitSet();
    private final BitSet stranded = new BitSet();
    private final RegionCells cells = new RegionCells(new PageRun(7, 100), handedOut, movable, pinned, stranded);

    @Test
    void shouldHaveOneCellForEachPageWhenThereMayBeMore() {
        movable.set(0);
        pinned.set(1);
        stranded.set(2);
        handedOut.set(3);

        Occupancy occupancy = cells.occupancy(1000);

        assertThat(occupancy.base()).isEqualTo(7 * 4096);
        assertThat(occupancy.cellBytes()).isEqualTo(4096);
        assertThat(occupancy.cells()).hasSize(100);
        assertThat(occupancy.cells().subList(0, 5))
                .containsExactly(Use.MOVABLE, Use.PINNED, Use.STRANDED, Use.TAKEN, Use.FREE);
    }

    @Test
    void shouldCoverTheWholeRegionWhenCellsAreFew() {
        assertThat(cells.occupancy(8).cells()).hasSize(8);
        assertThat(cells.occupancy(8).cellBytes()).isEqualTo(13 * 4096);
        assertThat(cells.occupancy(1).cells()).hasSize(1);
        assertThat(cells.occupancy(99).cells()).hasSize(50);
    }

    @Test
    void shouldShowWhatKeepsTheMostOfACellWhenThereAreSeveralUses() {
        handedOut.set(0, 3);
        pinned.set(3, 5);
        movable.set(5, 10);
        pinned.set(10);
        movable.set(11, 20);
        stranded.set(20, 22);
        pinned.set(22);
        movable.set(39);
        handedOut.set(40, 50);

        assertThat(cells.occupancy(10).cells().subList(0, 6))
                .containsExactly(Use.PARTLY, Use.PINNED, Use.STRANDED, Use.MOVABLE, Use.TAKEN, Use.FREE);
    }
}
