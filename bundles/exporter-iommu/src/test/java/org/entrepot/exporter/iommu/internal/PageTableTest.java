package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTableTest {
    private static final long BOTH = PageTable.READ | PageTable.WRITE;
    private static final long LARGE = 512;
    private static final long HUGE = 512 * 512;

    private final PageTable table = new PageTable();

    private static long entry(long frame, long permissions) {
        return (frame << PageTable.FRAME_SHIFT) | permissions;
    }

    private void map(long page, List<PageRun> runs, long permissions) {
        table.map(page, runs.stream().mapToLong(PageRun::count).sum(), runs, permissions);
    }

    @Test
    void shouldFindEachPageBehindItsAddressWhenRunsAreScattered() {
        map(0x1000, List.of(new PageRun(7, 2), new PageRun(3, 1)), BOTH);

        assertThat(table.find(0x1000)).isEqualTo(entry(7, BOTH));
        assertThat(table.find(0x1001)).isEqualTo(entry(8, BOTH));
        assertThat(table.find(0x1002)).isEqualTo(entry(3, BOTH));
        assertThat(table.find(0xfff)).isZero();
        assertThat(table.find(0x1003)).isZero();
        assertThat(table.small()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {PageTable.READ, PageTable.WRITE, BOTH})
    void shouldKeepPermissionsInEntriesOfAllSizes(long permissions) {
        map(HUGE, List.of(new PageRun(2 * HUGE, HUGE + LARGE + 1)), permissions);

        for (long page : new long[] {HUGE, HUGE + 12345, 2 * HUGE, 2 * HUGE + 511, 2 * HUGE + LARGE}) {
            assertThat(table.find(page)).as("page %d", page).isEqualTo(entry(page + HUGE, permissions));
        }
    }

    @Test
    void shouldUseTheLargestEntriesThatBothAddressesAndTheLengthAllow() {
        map(3 * HUGE, List.of(new PageRun(8 * HUGE, HUGE + 3 * LARGE + 5)), BOTH);

        assertThat(List.of(table.huge(), table.large(), table.small())).containsExactly(1L, 3L, 5L);
        assertThat(table.pages()).isEqualTo(HUGE + 3 * LARGE + 5);
    }

    @Test
    void shouldUseSmallEntriesWhenTheFramesAreNotAlignedAsTheAddresses() {
        map(HUGE, List.of(new PageRun(HUGE + 1, LARGE)), BOTH);

        assertThat(List.of(table.huge(), table.large(), table.small())).containsExactly(0L, 0L, LARGE);
    }

    @Test
    void shouldReachLargeEntriesAfterAnUnevenBeginning() {
        map(HUGE - 2, List.of(new PageRun(5 * HUGE - 2, 2 + LARGE + 2)), BOTH);

        assertThat(List.of(table.huge(), table.large(), table.small())).containsExactly(0L, 1L, 4L);
        assertThat(table.find(HUGE - 1)).isEqualTo(entry(5 * HUGE - 1, BOTH));
        assertThat(table.find(HUGE + LARGE + 1)).isEqualTo(entry(5 * HUGE + LARGE + 1, BOTH));
    }

    @Test
    void shouldGoOnWithTheNextRunWhenOnePageOfALongOneIsLeftForTheNextTable() {
        map(LARGE, List.of(new PageRun(1000, LARGE + 1), new PageRun(7, 1), new PageRun(9, 1)), BOTH);

        assertThat(table.find(2 * LARGE)).isEqualTo(entry(1000 + LARGE, BOTH));
        assertThat(table.find(2 * LARGE + 1)).isEqualTo(entry(7, BOTH));
        assertThat(table.find(2 * LARGE + 2)).isEqualTo(entry(9, BOTH));
        assertThat(table.pages()).isEqualTo(LARGE + 3);
    }

    @Test
    void shouldMakeOneLargeEntryOfNeighboursThatTouch() {
        List<PageRun> halves = List.of(new PageRun(4 * LARGE, 256), new PageRun(4 * LARGE + 256, 256));

        map(LARGE, halves, BOTH);

        assertThat(List.of(table.large(), table.small())).containsExactly(1L, 0L);
    }

    @Test
    void shouldFindNothingAndKeepNoTableInUseWhenUnmapped() {
        map(HUGE - 1, List.of(new PageRun(9, 1), new PageRun(2 * HUGE, HUGE + LARGE)), BOTH);

        table.unmap(HUGE - 1, 1 + HUGE + LARGE);

        assertThat(table.find(HUGE - 1)).isZero();
        assertThat(table.find(HUGE)).isZero();
        assertThat(table.find(2 * HUGE)).isZero();
        assertThat(table.pages()).isZero();
        int before = table.tables();
        table.rest();
        table.recycle();
        map(17 * HUGE - 1, List.of(new PageRun(9, 1), new PageRun(2 * HUGE, HUGE + LARGE)), BOTH);
        assertThat(table.tables()).isEqualTo(before);
    }

    @Test
    void shouldNotTakeATableIntoUseAgainBeforeItHasRested() {
        map(1, List.of(new PageRun(1, 1)), BOTH);
        table.unmap(1, 1);
        int before = table.tables();

        map(1, List.of(new PageRun(1, 1)), BOTH);

        assertThat(table.tables()).isGreaterThan(before);
    }

    @Test
    void shouldRefuseAndMapNothingWhenAnAddressIsOccupied() {
        map(10, List.of(new PageRun(1, 1)), BOTH);

        assertThatThrownBy(() -> map(8, List.of(new PageRun(20, 1), new PageRun(30, 2)), BOTH))
                .isInstanceOf(IllegalStateException.class);
        assertThat(table.find(8)).isZero();
        assertThat(table.find(9)).isZero();
        assertThat(table.find(10)).isEqualTo(entry(1, BOTH));
    }

    @Test
    void shouldRefuseALargeEntryOverSmallOnesAndTheOtherWayRound() {
        map(LARGE + 5, List.of(new PageRun(1, 1)), BOTH);
        assertThatThrownBy(() -> map(LARGE, List.of(new PageRun(4 * LARGE, LARGE)), BOTH))
                .isInstanceOf(IllegalStateException.class);

        map(8 * LARGE, List.of(new PageRun(4 * LARGE, LARGE)), BOTH);
        assertThatThrownBy(() -> map(8 * LARGE + 1, List.of(new PageRun(1, 1)), BOTH))
                .isInstanceOf(IllegalStateException.class);
        assertThat(table.pages()).isEqualTo(LARGE + 1);
    }

    @Test
    void shouldRefuseToUnmapWhatIsNotMappedOrPartOfAnEntry() {
        map(LARGE, List.of(new PageRun(4 * LARGE, LARGE)), BOTH);

        assertThatThrownBy(() -> table.unmap(LARGE, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.unmap(LARGE + 1, LARGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.unmap(3 * LARGE, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.unmap(1L << 35, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(table.find(LARGE)).isEqualTo(entry(4 * LARGE, BOTH));
    }

    @Test
    void shouldFindNothingBeyondItsAddresses() {
        map((1L << 36) - 1, List.of(new PageRun(5, 1)), BOTH);

        assertThat(table.find((1L << 36) - 1)).isEqualTo(entry(5, BOTH));
        assertThat(table.find(1L << 36)).isZero();
        assertThat(table.find(-1L >>> PageTable.FRAME_SHIFT)).isZero();
    }

    @Test
    void shouldHoldTheHighestFrameThatThereIs() {
        map(4, List.of(new PageRun((1L << 52) - 1, 1)), PageTable.WRITE);

        assertThat(table.find(4) >>> PageTable.FRAME_SHIFT).isEqualTo((1L << 52) - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldAgreeWithANaiveMapWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        IovaSpace space = new IovaSpace();
        Map<Long, Long> model = new HashMap<>();
        List<long[]> held = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (held.isEmpty() || random.nextInt(100) < 53) {
                held.add(mapAny(random, space, model));
            } else {
                long[] range = held.remove(random.nextInt(held.size()));
                table.unmap(range[0], range[1]);
                space.give(range[0], range[1]);
                for (long page = range[0]; page < range[0] + range[1]; page++) {
                    model.remove(page);
                }
                if (random.nextBoolean()) {
                    table.rest();
                    table.recycle();
                }
            }
            assertThat(table.pages()).as("seed %d step %d", seed, step).isEqualTo(model.size());
        }
        model.forEach((page, there) ->
                assertThat(table.find(page)).as("seed %d", seed).isEqualTo(there));
        held.forEach(range -> table.unmap(range[0], range[1]));
        table.visit(
                (page, pages) -> assertThat(page).as("left over, seed %d", seed).isNull());
    }

    /** Maps a few runs of all kinds of lengths and alignments. */
    private long[] mapAny(Random random, IovaSpace space, Map<Long, Long> model) {
        List<PageRun> runs = new ArrayList<>();
        long pages = 0;
        for (int i = 0; i <= random.nextInt(6); i++) {
            long count = 1L + random.nextInt(random.nextInt(6) == 0 ? 1500 : 20);
            long frame = (random.nextLong() >>> 24) & -(1L << random.nextInt(12));
            runs.add(new PageRun(frame, count));
            pages += count;
        }
        long first = space.take(pages, 1, 48);
        long permissions = 1L + random.nextInt(3);
        map(first, runs, permissions);
        long page = first;
        for (PageRun run : runs) {
            for (long frame = run.frame(); frame < run.end(); frame++) {
                model.put(page++, entry(frame, permissions));
            }
        }
        return new long[] {first, pages};
    }
}
