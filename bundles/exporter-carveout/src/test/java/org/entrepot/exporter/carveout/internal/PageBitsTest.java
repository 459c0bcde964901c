package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageBitsTest {
    private static final int PAGES = 100_000;

    @Test
    void shouldAgreeWithABitSetWhenChangedAtRandom() {
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            boolean set = seed % 2 == 0;
            PageBits bits = set ? PageBits.set(PAGES) : PageBits.clear(PAGES);
            BitSet model = new BitSet();
            model.set(0, PAGES, set);
            for (int step = 0; step < 2_000; step++) {
                int start = random.nextInt(PAGES);
                int count = 1 + random.nextInt(Math.min(PAGES - start, step % 10 == 0 ? 70_000 : 200));
                int before = model.get(start, start + count).cardinality();
                if (random.nextBoolean()) {
                    assertThat(bits.set(start, count)).isEqualTo(count - before);
                    model.set(start, start + count);
                } else {
                    assertThat(bits.clear(start, count)).isEqualTo(before);
                    model.clear(start, start + count);
                }
                assertAgrees(bits, model, random.nextInt(PAGES));
            }
        }
    }

    private static void assertAgrees(PageBits bits, BitSet model, int from) {
        int set = model.nextSetBit(from);
        assertThat(bits.nextSet(from, PAGES)).isEqualTo(set < 0 ? PAGES : set);
        assertThat(bits.nextClear(from, PAGES)).isEqualTo(Math.min(PAGES, model.nextClearBit(from)));
        assertThat(bits.get(from)).isEqualTo(model.get(from));
    }

    @Test
    void shouldCountEachChangeOnceWhenSeveralThreadsChange() {
        PageBits bits = PageBits.clear(PAGES);

        int changed = IntStream.range(0, 64)
                .parallel()
                .map(thread -> IntStream.range(0, 1_000)
                        .map(i -> bits.set(i * 7 % 900, 3))
                        .sum())
                .sum();

        assertThat(changed).isEqualTo(902);
    }
}
