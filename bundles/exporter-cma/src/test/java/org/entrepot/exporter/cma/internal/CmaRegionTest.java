package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.entrepot.api.Counter;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.exporter.cma.internal.CmaRegion.Found;
import org.entrepot.exporter.cma.internal.CmaRegion.Lack;
import org.entrepot.exporter.cma.internal.CmaRegion.Search;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageFrames.Placement;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CmaRegionTest {
    private static final long BASE = 0x30000;
    private static final int BLOCK = RegionSettings.PAGEBLOCK;
    private static final int PAGES = 4 * BLOCK;

    private final PageFrames machine = new Bench(0).machine;
    private final long allFrames = machine.free();

    @Test
    void shouldTakeTheFirstRunAndMoveItsTenants() {
        CmaRegion region = region(PAGES, new TenantSettings(50, 0, 1));
        long lent = counter(region, "lent pages");

        PageRun run = run(region.take(BLOCK));

        assertThat(run).isEqualTo(new PageRun(BASE, BLOCK));
        assertThat(counter(region, "migrated pages")).isEqualTo(lent - counter(region, "lent pages"));
        assertThat(pages(region).subList(0, BLOCK)).containsOnly(Use.TAKEN);
    }

    @Test
    void shouldSkipPastAPinnedPageAndGoOn() {
        CmaRegion region = region(PAGES, new TenantSettings(0, 100, 1));
        int pinned = pages(region).indexOf(Use.PINNED);
        int beyond = (pinned / 16 + 1) * 16;

        for (int start = 0; start <= pinned - 16; start += 16) {
            assertThat(run(region.take(16)).frame()).isEqualTo(BASE + start);
        }

        assertThat(run(region.take(16)).frame()).isEqualTo(BASE + beyond);
        assertThat(counter(region, "busy skips")).isEqualTo(1);
        assertThat(pages(region).get(pinned)).isEqualTo(Use.PINNED);
    }

    @Test
    void shouldTellARunThatIsMissingFromRoomThatIsMissing() {
        CmaRegion region = region(PAGES, new TenantSettings(20, 100, 1));

        assertThat(region.take(PAGES - 4)).isEqualTo(Lack.RUN);
        assertThat(region.take(PAGES - 3)).isEqualTo(Lack.ROOM);
        assertThat(pages(region)).doesNotContain(Use.TAKEN);
        assertThat(region.state(16)).contains("free=" + (PAGES - 4) * 4096L, "pinned=" + 4 * 4096L);
    }

    @Test
    void shouldEndTheSearchWhenATenantHasNowhereToGo() {
        while (machine.free() > 3) {
            machine.take(0);
        }
        CmaRegion region = region(PAGES, new TenantSettings(100, 0, 1));

        assertThat(region.take(4)).isEqualTo(Lack.TARGET);
        assertThat(counter(region, "migration failures")).isEqualTo(1);
        assertThat(pages(region)).doesNotContain(Use.TAKEN);
        assertThat(region.take(3)).isEqualTo(new Found(new PageRun(BASE, 3)));
    }

    @Test
    void shouldGoAroundMemoryOfAnEarlierLifeUntilItIsClosed() {
        Placement old = place(BASE + 5, 3);
        CmaRegion region = region(BLOCK, new TenantSettings(100, 0, 1));

        assertThat(pages(region).subList(4, 9))
                .containsExactly(Use.MOVABLE, Use.STRANDED, Use.STRANDED, Use.STRANDED, Use.MOVABLE);
        assertThat(run(region.take(8)).frame()).isEqualTo(BASE + 8);
        old.close();
        assertThat(run(region.take(8)).frame()).isEqualTo(BASE);
    }

    @Test
    void shouldLookAgainForMemoryOfAnEarlierLifeBeforeItSaysExhausted() {
        Placement old = place(BASE, 1);
        CmaRegion region = region(BLOCK, TenantSettings.NONE);
        assertThat(region.take(BLOCK)).isEqualTo(Lack.ROOM);

        old.close();

        assertThat(region.take(BLOCK)).isEqualTo(new Found(new PageRun(BASE, BLOCK)));
    }

    @Test
    void shouldTakeARunBackOnce() {
        CmaRegion region = region(BLOCK, TenantSettings.NONE);
        PageRun run = run(region.take(8));
        region.give(run);

        assertThatThrownBy(() -> region.give(run)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "0, 1", "1, 4", "2, 1", "-1, 6", "8, 2"})
    void shouldKeepEveryRunWhenItIsExchanged(int firstBlock, int blocks) {
        CmaRegion region = region(PAGES, new TenantSettings(30, 50, 1));
        List<PageRun> runs = new ArrayList<>();
        while (region.take(100) instanceof Found found) {
            runs.add(found.run());
        }
        RegionSettings other = settings(BASE + (long) firstBlock * BLOCK, blocks * BLOCK, new TenantSettings(30, 0, 1));

        region.exchange(other);

        assertThat(region.range()).isEqualTo(other.range());
        long outside = runs.stream()
                .mapToLong(run -> framesOutside(run, other.range()))
                .sum();
        assertThat(counter(region, "bytes outside")).isEqualTo(outside << 12);
        assertThat(region.capacity()).isEqualTo(other.range().bytes() + (outside << 12));
        long taken = runs.size() * 100L - outside;
        assertThat(Collections.frequency(pages(region), Use.TAKEN)).isEqualTo((int) taken);

        while (region.take(1) instanceof Found found) {
            assertThat(runs).noneMatch(run -> framesOutside(run, found.run()) < run.count());
            runs.add(found.run());
        }
        runs.forEach(region::give);
        assertThat(pages(region)).doesNotContain(Use.TAKEN, Use.STRANDED);
        assertThat(region.capacity()).isEqualTo(other.range().bytes());
        region.close();
        assertThat(machine.free()).isEqualTo(allFrames);
    }

    @Test
    void shouldFindItsOwnRunsAgainWhenTheRegionComesBackOverThem() {
        CmaRegion region = region(PAGES, TenantSettings.NONE);
        run(region.take(BLOCK));
        PageRun second = run(region.take(BLOCK));
        region.exchange(settings(BASE, BLOCK, TenantSettings.NONE));
        region.exchange(settings(BASE, PAGES, TenantSettings.NONE));

        assertThat(run(region.take(BLOCK)).frame()).isEqualTo(BASE + 2 * BLOCK);
        region.give(second);
        assertThat(run(region.take(BLOCK))).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({"1, 20, 30, 4096", "2, 60, 0, 4096", "3, 40, 60, 300", "4, 90, 10, 20", "5, 100, 0, 0", "6, 50, 25, 900"
    })
    void shouldAgreeWithANaiveRegionWhenTorturedAtRandom(long seed, int percent, int pinnedPercent, int framesFree) {
        while (machine.free() > framesFree) {
            machine.take(0);
        }
        List<Placement> survivors = new ArrayList<>(List.of(place(BASE + 700, 1), place(BASE + 1300, 1)));
        List<Integer> places = new ArrayList<>(List.of(700, 1300));
        CmaRegion region = region(PAGES, new TenantSettings(percent, pinnedPercent, seed));
        NaiveRegion naive = new NaiveRegion(pages(region), machine.free());
        List<PageRun> held = new ArrayList<>();
        Random random = new Random(seed);
        for (int step = 0; step < 500; step++) {
            String when = "seed " + seed + " step " + step;
            int dice = random.nextInt(100);
            if (dice < 55) {
                int count = 1 + random.nextInt(dice < 45 ? 60 : 700);
                Search search = region.take(count);
                Object expected = naive.take(count);
                assertThat(search instanceof Found found ? (int) (found.run().frame() - BASE) : search)
                        .as(when)
                        .isEqualTo(expected);
                if (search instanceof Found found) {
                    held.add(found.run());
                }
            } else if (!held.isEmpty()) {
                PageRun back = held.remove(random.nextInt(held.size()));
                region.give(back);
                naive.give((int) (back.frame() - BASE), (int) back.count());
            }
            if (dice == 99 && !survivors.isEmpty()) {
                survivors.remove(0).close();
                naive.free(places.remove(0));
            }
            assertThat(pages(region)).as(when).isEqualTo(naive.pages());
            assertThat(machine.free()).as(when).isEqualTo(naive.framesFree);
        }
        assertThat(counter(region, "migrated pages")).isEqualTo(naive.migrated);
        assertThat(counter(region, "busy skips")).isEqualTo(naive.busy);
        assertThat(counter(region, "migration failures")).isEqualTo(naive.failures);
        assertThat(counter(region, "displaced tenants")).isEqualTo(naive.elsewhere);
    }

    private CmaRegion region(int pages, TenantSettings tenants) {
        return new CmaRegion(machine, settings(BASE, pages, tenants));
    }

    private static RegionSettings settings(long base, int pages, TenantSettings tenants) {
        return new RegionSettings(new PageRun(base, pages), tenants);
    }

    private Placement place(long frame, int count) {
        return machine.place(List.of(new PageRun(frame, count)), ByteBuffer.allocate(count << 12));
    }

    private static PageRun run(Search search) {
        assertThat(search).isInstanceOf(Found.class);
        return ((Found) search).run();
    }

    /** The use of each page. */
    private static List<Use> pages(CmaRegion region) {
        return region.occupancy(Integer.MAX_VALUE).cells();
    }

    private static long framesOutside(PageRun run, PageRun range) {
        long common = Math.min(run.end(), range.end()) - Math.max(run.frame(), range.frame());
        return run.count() - Math.max(0, common);
    }

    private static long counter(CmaRegion region, String name) {
        return region.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }
}
