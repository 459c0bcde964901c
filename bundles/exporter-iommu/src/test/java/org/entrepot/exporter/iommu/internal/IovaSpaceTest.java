package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.entrepot.spi.ReservedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IovaSpaceTest {
    private static final int PAGE_SHIFT = 12;

    private final IovaSpace space = new IovaSpace();

    /** What a test holds: the pages a range occupies, by the first. Knows nothing of blocks. */
    private static final class Model {
        private final TreeMap<Long, Long> held = new TreeMap<>();

        void take(long first, long pages, String as) {
            assertThat(first).as(as).isPositive();
            var below = held.floorEntry(first + pages - 1);
            assertThat(below == null || below.getKey() + below.getValue() <= first)
                    .as(as)
                    .isTrue();
            held.put(first, pages);
        }

        long[] giveAny(Random random) {
            Long from = held.ceilingKey((long) (random.nextDouble() * held.lastKey()));
            return new long[] {from, held.remove(from)};
        }

        boolean isEmpty() {
            return held.isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 16, 29, 32, 40, 48, 52, 64})
    void shouldBeginAtTheTopOfTheReachWhenEmpty(int addressBits) {
        long last = 1L << (Math.min(addressBits, 48) - PAGE_SHIFT);

        assertThat(space.take(1, 1, addressBits)).isEqualTo(last - 1);
    }

    @Test
    void shouldHaveNoRoomWhenTheReachIsOnlyTheFirstPage() {
        assertThat(space.take(1, 1, 12)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "33, 64", "64, 64", "65, 128", "8640, 16384", "1048577, 2097152"})
    void shouldAlignARangeToItsSizeRoundedUp(long pages, long alignment) {
        space.take(1, 1, 48);

        assertThat(space.take(pages, 1, 48) % alignment).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 5, 12, 64, 511, 512, 1 << 18})
    void shouldKeepAnAlignmentOfTheDeviceWhateverItIs(long alignment) {
        for (long pages : new long[] {1, 2, 7, 64, 100, 513}) {
            for (int i = 0; i < 5; i++) {
                long first = space.take(pages, alignment, 48);
                assertThat(first).isPositive();
                assertThat(first % alignment).as("%d pages", pages).isZero();
                assertThat(first % Long.highestOneBit(2 * pages - 1))
                        .as("%d pages", pages)
                        .isZero();
            }
        }
    }

    @Test
    void shouldHaveNoRoomWhenTheAlignmentIsBeyondAnyAddress() {
        assertThat(space.take(1, Long.MAX_VALUE >> PAGE_SHIFT, 48)).isZero();
        assertThat(space.take(1, 1L << 36, 64)).isZero();
        assertThat(space.take(1L << 36, 1, 64)).isZero();
        assertThat(space.take(1L << 50, 1, 64)).isZero();
        assertThat(space.take((1L << 35) + 1, 3, 64)).isZero();
    }

    @Test
    void shouldGiveTheSameRangeAgainWhenItWasJustGivenBack() {
        long first = space.take(16, 1, 32);
        space.give(first, 16);

        assertThat(space.take(16, 1, 32)).isEqualTo(first);
        assertThat(space.hits()).isEqualTo(1);
    }

    @Test
    void shouldNotTakeWhatIsReadyAboveTheReach() {
        space.give(space.take(1, 1, 48), 1);

        assertThat(space.take(1, 1, 32)).isLessThan(1L << 20);
    }

    @Test
    void shouldNeverTakeReservedAddresses() {
        space.withhold(new ReservedRegion("msi", 0xfee0_0000L, 1L << 20));
        space.withhold(new ReservedRegion("window", 0x6000_0000L, 0x2000_0000L));
        space.withhold(new ReservedRegion("beyond", 1L << 60, 1L << 20));
        Model model = new Model();
        model.take(0xfee00, 0x100, "msi");
        model.take(0x60000, 0x20000, "window");

        long pages = 0;
        for (long first = space.take(128, 1, 32); first != 0; first = space.take(128, 1, 32)) {
            model.take(first, 128, "taken");
            pages += 128;
        }
        assertThat(pages).isEqualTo((1L << 20) - 0x100 - 0x20000 - 128);
    }

    @Test
    void shouldServeSmallReachesWithinThemWhenAllAboveIsFree() {
        long second = space.take(1, 1, 14);
        long third = space.take(1, 1, 14);

        assertThat(List.of(second, third, space.take(1, 1, 14))).containsExactly(3L, 2L, 1L);
        assertThat(space.take(1, 1, 14)).isZero();
        assertThat(space.take(1, 1, 15)).isPositive();
    }

    @Test
    void shouldUseWhatTheMagazinesKeepWhenNothingElseIsFree() {
        List<Long> held = new ArrayList<>();
        for (long page = space.take(1, 1, 20); page != 0; page = space.take(1, 1, 20)) {
            held.add(page);
        }
        assertThat(held).hasSize(255);
        held.forEach(page -> space.give(page, 1));

        assertThat(space.take(128, 1, 20)).isEqualTo(128);
    }

    @Test
    void shouldSeeWhenAFreeRangeIsGivenBack() {
        long first = space.take(128, 1, 48);
        assertThat(space.take(128, 1, 48)).isEqualTo(first - 128);
        space.give(first, 128);

        assertThatThrownBy(() -> space.give(first, 128)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"12, 1, 0", "13, 1, 1", "14, 1, 2", "32, 1, 524288", "48, 1, 34359738368", "64, 4, 34359738368"})
    void shouldSayTheLongestRangeThatAnEmptySpaceHas(int addressBits, long alignment, long pages) {
        assertThat(space.longest(alignment, addressBits)).isEqualTo(pages);
        if (pages > 0) {
            assertThat(space.take(pages, alignment, addressBits)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5, 7, 96, 1000})
    void shouldHaveWhatItPromisesUnderAnOddAlignment(long alignment) {
        long longest = space.longest(alignment, 32);

        assertThat(longest).isGreaterThan(1000);
        assertThat(space.take(longest, alignment, 32) % alignment).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAgreeWithANaiveModelWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        long all = space.freePages();
        Model model = new Model();
        for (int step = 0; step < 20_000; step++) {
            String as = "seed " + seed + " step " + step;
            if (model.isEmpty() || random.nextInt(100) < 55) {
                long pages = 1L + random.nextInt(random.nextInt(10) == 0 ? 5000 : 64);
                int bits = random.nextBoolean() ? 48 : 30;
                long first = space.take(pages, 1, bits);
                if (first != 0) {
                    model.take(first, pages, as);
                    assertThat(first + pages).as(as).isLessThanOrEqualTo(1L << (bits - PAGE_SHIFT));
                    assertThat(first % Long.highestOneBit(2 * pages - 1)).as(as).isZero();
                }
            } else {
                long[] range = model.giveAny(random);
                space.give(range[0], range[1]);
            }
        }
        while (!model.isEmpty()) {
            long[] range = model.giveAny(random);
            space.give(range[0], range[1]);
        }
        assertThat(space.freePages()).as("seed %d", seed).isEqualTo(all);
        assertThat(space.take(1L << 35, 1, 48))
                .as("joined again, seed %d", seed)
                .isEqualTo(1L << 35);
    }

    @Test
    void shouldHandNoPageOutTwiceWhenManyThreadsTakeAndGive() throws Exception {
        long seed = System.nanoTime();
        long all = space.freePages();
        ConcurrentMap<Long, Thread> owners = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(seed + i);
                work.add(() -> churn(random, owners, seed));
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(owners).as("seed %d", seed).isEmpty();
        assertThat(space.freePages()).as("seed %d", seed).isEqualTo(all);
    }

    private Void churn(Random random, ConcurrentMap<Long, Thread> owners, long seed) {
        List<long[]> held = new ArrayList<>();
        for (int i = 0; i < 20_000 || !held.isEmpty(); i++) {
            if (i < 20_000 && (held.isEmpty() || random.nextInt(100) < 52)) {
                long pages = 1L + random.nextInt(random.nextInt(8) == 0 ? 200 : 8);
                long first = space.take(pages, 1, 36);
                for (long page = first; page < first + pages; page++) {
                    assertThat(owners.put(page, Thread.currentThread()))
                            .as("seed %d", seed)
                            .isNull();
                }
                held.add(new long[] {first, pages});
            } else {
                long[] range = held.remove(random.nextInt(held.size()));
                for (long page = range[0]; page < range[0] + range[1]; page++) {
                    owners.remove(page);
                }
                space.give(range[0], range[1]);
            }
        }
        return null;
    }
}
