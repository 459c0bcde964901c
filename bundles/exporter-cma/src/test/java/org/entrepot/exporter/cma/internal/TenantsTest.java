package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.entrepot.exporter.cma.internal.Tenants.Clearing;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {
    private static final int BLOCK = RegionSettings.PAGEBLOCK;
    private static final int PAGES = 4 * BLOCK;
    private static final PageRun RANGE = new PageRun(0x30000, PAGES);

    private final PageFrames machine = new Bench(0).machine;
    private final long allFrames = machine.free();

    @Test
    void shouldLendNothingWhenToldSo() {
        Tenants tenants = tenants(0, 0, 1);

        assertThat(tenants.lentPages()).isZero();
        assertThat(tenants.pinnedPages()).isZero();
        assertThat(tenants.clear(0, PAGES)).isEqualTo(Clearing.DONE);
        assertThat(machine.free()).isEqualTo(allFrames);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 50, 90})
    void shouldLendAboutSoManyPercentInClustersOfSixteen(int percent) {
        int seeds = 50;
        double lent = 0;
        for (long seed = 0; seed < seeds; seed++) {
            BitSet movable = tenants(percent, 0, seed).movable();
            lent += movable.cardinality();
            for (int cluster = 0; cluster < PAGES; cluster += 16) {
                assertThat(movable.get(cluster, cluster + 16).cardinality())
                        .as("seed %d", seed)
                        .isIn(0, 16);
            }
        }
        assertThat(lent * 100 / (PAGES * seeds)).isBetween(percent - 2.5, percent + 2.5);
    }

    @Test
    void shouldPinOnePageOfEachPageblockWhenAllHaveOne() {
        BitSet pinned = tenants(100, 100, 7).pinned();

        assertThat(pinned.cardinality()).isEqualTo(4);
        for (int block = 0; block < PAGES; block += BLOCK) {
            assertThat(pinned.get(block, block + BLOCK).cardinality()).isEqualTo(1);
        }
    }

    @Test
    void shouldBeTheSameTenantsWhenTheSeedIsTheSame() {
        assertThat(tenants(30, 50, 5).movable()).isEqualTo(tenants(30, 50, 5).movable());
        assertThat(tenants(30, 50, 5).movable()).isNotEqualTo(tenants(30, 50, 6).movable());
    }

    @Test
    void shouldMoveTenantsToTheAllocatorWhenMostIsFreeThere() {
        Tenants tenants = tenants(50, 0, 1);
        int lent = tenants.lentPages();
        int inTheRun = tenants.movable().get(0, BLOCK).cardinality();

        assertThat(tenants.clear(0, BLOCK)).isEqualTo(Clearing.DONE);

        assertThat(tenants.movable().get(0, BLOCK).isEmpty()).isTrue();
        assertThat(tenants)
                .returns(lent - inTheRun, Tenants::lentPages)
                .returns(inTheRun, Tenants::elsewherePages)
                .returns((long) inTheRun, Tenants::migrated);
        assertThat(machine.free()).isEqualTo(allFrames - inTheRun);
    }

    @Test
    void shouldMoveTenantsWithinTheRegionWhenMostIsFreeThere() {
        leaveFree(0);
        Tenants tenants = tenants(20, 0, 1);
        int lent = tenants.lentPages();

        assertThat(tenants.clear(0, BLOCK)).isEqualTo(Clearing.DONE);

        assertThat(tenants.movable().get(0, BLOCK).isEmpty()).isTrue();
        assertThat(tenants).returns(lent, Tenants::lentPages).returns(0, Tenants::elsewherePages);
    }

    @Test
    void shouldMoveNobodyIntoAPageblockThatIsBeingCleared() {
        leaveFree(0);
        Tenants tenants = tenants(20, 0, 1);
        BitSet before = tenants.movable();

        assertThat(tenants.clear(BLOCK + 100, BLOCK)).isEqualTo(Clearing.DONE);

        BitSet isolated = tenants.movable().get(BLOCK, 3 * BLOCK);
        isolated.andNot(before.get(BLOCK, 3 * BLOCK));
        assertThat(isolated.isEmpty()).isTrue();
    }

    @Test
    void shouldTellThatThereIsNowhereToGoAndLeaveThoseThatMovedWhereTheyAre() {
        leaveFree(5);
        Tenants tenants = tenants(100, 0, 1);

        assertThat(tenants.clear(0, BLOCK)).isEqualTo(Clearing.NOWHERE);

        assertThat(tenants).returns(5L, Tenants::migrated).returns(PAGES - 5, Tenants::lentPages);
        assertThat(machine.free()).isZero();
        assertThat(tenants.clear(0, 5)).isEqualTo(Clearing.DONE);
    }

    @Test
    void shouldBeBusyAtAPinnedPageAndHaveMovedNoMoreThanItsBatch() {
        Tenants tenants = tenants(100, 100, 3);
        int pinned = tenants.pinned().nextSetBit(0);
        int batchesEnd = Math.min(BLOCK, (pinned / Tenants.BATCH + 1) * Tenants.BATCH);

        assertThat(tenants.clear(0, BLOCK)).isEqualTo(Clearing.BUSY);

        assertThat(tenants.pinned().get(pinned)).isTrue();
        assertThat(tenants.migrated()).isEqualTo(batchesEnd - 1);
        assertThat(tenants.movable().nextSetBit(0)).isEqualTo(batchesEnd);
        assertThat(tenants.movable().get(batchesEnd, PAGES).cardinality())
                .isEqualTo(PAGES - batchesEnd - tenants.pinned().cardinality() + 1);
    }

    @Test
    void shouldComeBackABatchAtATimeWhenMemoryIsReleased() {
        Tenants tenants = tenants(100, 0, 1);
        tenants.clear(0, 2 * BLOCK);

        tenants.release(0, BLOCK);

        assertThat(tenants)
                .returns(2 * BLOCK + 32, Tenants::lentPages)
                .returns(2 * BLOCK - 32, Tenants::elsewherePages);
        assertThat(tenants.movable().get(0, BLOCK).cardinality()).isEqualTo(32);
        assertThat(machine.free()).isEqualTo(allFrames - 2 * BLOCK + 32);
        tenants.release(BLOCK, 1);
        assertThat(tenants)
                .returns(2 * BLOCK + 33, Tenants::lentPages)
                .returns(2 * BLOCK - 33, Tenants::elsewherePages);
    }

    @Test
    void shouldGiveTheAllocatorEverythingBackWhenClosedAndLendNothingAfterwards() {
        Tenants tenants = tenants(100, 0, 1);
        tenants.clear(0, BLOCK);

        tenants.close();
        tenants.release(0, BLOCK);

        assertThat(machine.free()).isEqualTo(allFrames);
        assertThat(tenants.movable().get(0, BLOCK).isEmpty()).isTrue();
    }

    @Test
    void shouldLendNoPageThatIsHandedOutOrHoldsMemoryOfAnEarlierLife() {
        BitSet handedOut = new BitSet();
        handedOut.set(0, 100);
        BitSet stranded = new BitSet();
        stranded.set(200, 300);

        Tenants tenants = new Tenants(machine, RANGE, handedOut, stranded, new TenantSettings(100, 100, 1));

        BitSet lent = tenants.movable();
        lent.or(tenants.pinned());
        assertThat(lent.intersects(handedOut)).isFalse();
        assertThat(lent.intersects(stranded)).isFalse();
        assertThat(lent.cardinality()).isEqualTo(PAGES - 200);
        assertThat(tenants.strandedPages()).isEqualTo(100);
    }

    @Test
    void shouldGoAroundMemoryOfAnEarlierLifeUntilItIsForgotten() {
        Tenants tenants = tenants(0, 0, 1);
        BitSet found = new BitSet();
        found.set(7);
        assertThat(tenants.clear(0, 16)).isEqualTo(Clearing.DONE);
        tenants.strand(0, 16, found);

        assertThat(tenants.isStranded(0, 16)).isTrue();
        assertThat(tenants.clear(0, 16)).isEqualTo(Clearing.BUSY);
        assertThat(tenants.clear(8, 8)).isEqualTo(Clearing.DONE);
        tenants.release(8, 8);
        tenants.forget(0, 16, found);
        assertThat(tenants.strandedPages()).isEqualTo(1);

        tenants.forget(0, 16, new BitSet());

        assertThat(tenants.strandedPages()).isZero();
        assertThat(tenants.clear(0, 16)).isEqualTo(Clearing.DONE);
    }

    private Tenants tenants(int percent, int pinnedPercent, long seed) {
        return new Tenants(
                machine, RANGE, new BitSet(), new BitSet(), new TenantSettings(percent, pinnedPercent, seed));
    }

    /** Takes all frames of the allocator but a few. */
    private void leaveFree(int frames) {
        while (machine.free() > frames) {
            machine.take(0);
        }
    }
}
