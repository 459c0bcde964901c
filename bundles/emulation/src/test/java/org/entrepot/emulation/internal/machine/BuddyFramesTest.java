package org.entrepot.emulation.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.entrepot.spi.PageFrames.FrameUse;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuddyFramesTest {
    private static final PageRun MEMORY = new PageRun(1 << 20, 4096);
    private static final int LARGEST = 10;

    private final BuddyFrames buddies = new BuddyFrames(MEMORY, 0, 1);

    /** A block that a test holds. */
    private record Held(long frame, int order) {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 8, 10})
    void shouldAlignABlockToItsSizeWhenTaken(int order) {
        assertThat(take(buddies, order).frame() % (1L << order)).isZero();
        assertThat(buddies.free()).isEqualTo(MEMORY.count() - (1L << order));
    }

    @Test
    void shouldSplitTheSmallestBlockThatFitsWhenTheOrderIsNotFree() {
        take(buddies, 4);
        take(buddies, 4);

        assertThat(takeAll(buddies, LARGEST)).hasSize(3);
        assertThat(takeAll(buddies, 9)).hasSize(1);
        assertThat(takeAll(buddies, 4)).hasSize((1 << 5) - 2);
    }

    @Test
    void shouldMergeToTheLargestOrderWhenAllIsGivenBackInAnyOrder() {
        List<Held> held = takeAll(buddies, 0);
        Collections.shuffle(held, new Random(7));

        held.forEach(block -> buddies.give(block.frame(), 0));

        assertThat(buddies.free()).isEqualTo(MEMORY.count());
        assertThat(takeAll(buddies, LARGEST)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 100})
    void shouldTellFrameByFrameWhatEachIsUsedFor(int fragmentation) {
        BuddyFrames fragmented = new BuddyFrames(MEMORY, fragmentation, 3);
        long others = MEMORY.count() - fragmented.free();
        BitSet taken = new BitSet();
        for (int order : new int[] {0, 4, 2, 8, 0, 9}) {
            fragmented.take(order).ifPresent(frame -> {
                int first = (int) (frame - MEMORY.frame());
                taken.set(first, first + (1 << order));
            });
        }
        long seenOthers = 0;
        for (int i = 0; i < MEMORY.count(); i++) {
            FrameUse one = fragmented.use(new PageRun(MEMORY.frame() + i, 1));
            assertThat(one.free() + one.taken() + one.others()).isEqualTo(1);
            assertThat(one.taken() == 1).isEqualTo(taken.get(i));
            seenOthers += one.others();
        }

        assertThat(seenOthers).isEqualTo(others);
        assertThat(fragmented.use(MEMORY)).isEqualTo(new FrameUse(fragmented.free(), taken.cardinality(), others));
        FrameUse part = fragmented.use(new PageRun(MEMORY.frame() + 700, 999));
        assertThat(part.taken()).isEqualTo(taken.get(700, 1699).cardinality());
        assertThat(part.free() + part.taken() + part.others()).isEqualTo(999);
    }

    @Test
    void shouldCountOnlyItsOwnFramesWhenTheRangeIsLarger() {
        assertThat(buddies.use(new PageRun(0, 1 << 21))).isEqualTo(new FrameUse(MEMORY.count(), 0, 0));
        assertThat(buddies.use(new PageRun(0, 5))).isEqualTo(new FrameUse(0, 0, 0));
        assertThat(buddies.use(new PageRun(MEMORY.end(), 5))).isEqualTo(new FrameUse(0, 0, 0));
    }

    @Test
    void shouldGiveNothingWhenExhausted() {
        takeAll(buddies, LARGEST);

        assertThat(buddies.take(0)).isEmpty();
        assertThat(buddies.free()).isZero();
        assertThat(buddies.largestFreeOrder()).isEqualTo(-1);
    }

    @Test
    void shouldGiveNothingWhenWhatIsFreeIsTooSmall() {
        List<Held> held = takeAll(buddies, 0);
        buddies.give(held.get(0).frame(), 0);

        assertThat(buddies.take(1)).isEmpty();
        assertThat(buddies.free()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenABlockIsGivenTwice() {
        Held block = take(buddies, 3);
        buddies.give(block.frame(), 3);

        assertThatThrownBy(() -> buddies.give(block.frame(), 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("frame=" + block.frame());
        assertThat(buddies.free()).isEqualTo(MEMORY.count());
    }

    @Test
    void shouldRefuseWhenABlockIsGivenBackInAnotherOrder() {
        Held block = take(buddies, 3);

        assertThatThrownBy(() -> buddies.give(block.frame(), 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buddies.give(block.frame() + 1, 3)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, (1 << 20) - 1, (1 << 20) + 4096, -1, Long.MAX_VALUE})
    void shouldRefuseWhenAFrameIsNotItsOwn(long frame) {
        assertThatThrownBy(() -> buddies.give(frame, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldNotLieTogetherWhenFragmented() {
        BuddyFrames fragmented = new BuddyFrames(MEMORY, 100, 1);
        List<Held> held = takeAll(fragmented, 4);

        long touching = 0;
        for (int i = 1; i < held.size(); i++) {
            touching += held.get(i).frame() == held.get(i - 1).frame() + 16 ? 1 : 0;
        }
        assertThat(touching).isLessThan(held.size() * 3 / 4);
        assertThat(fragmented.take(8)).isEmpty();
    }

    @Test
    void shouldBeTheSameMachineWhenTheSeedIsTheSame() {
        assertThat(takeAll(new BuddyFrames(MEMORY, 50, 42), 2)).isEqualTo(takeAll(new BuddyFrames(MEMORY, 50, 42), 2));
        assertThat(takeAll(new BuddyFrames(MEMORY, 50, 42), 2))
                .isNotEqualTo(takeAll(new BuddyFrames(MEMORY, 50, 43), 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldNeverHoldAFrameTwiceWhenTorturedAtRandom(long seed) {
        Random random = new Random(seed);
        BuddyFrames tortured = new BuddyFrames(MEMORY, 30, seed);
        long capacity = tortured.free();
        BitSet model = new BitSet();
        List<Held> held = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int order = random.nextInt(LARGEST + 1);
            OptionalLong taken = random.nextBoolean() ? tortured.take(order) : OptionalLong.empty();
            if (taken.isPresent()) {
                mark(model, new Held(taken.getAsLong(), order), seed);
                held.add(new Held(taken.getAsLong(), order));
            } else if (!held.isEmpty()) {
                Held back = held.remove(random.nextInt(held.size()));
                model.clear(index(back), index(back) + (1 << back.order()));
                tortured.give(back.frame(), back.order());
            }
            assertThat(tortured.free()).as("seed %d step %d", seed, step).isEqualTo(capacity - model.cardinality());
        }
        held.forEach(back -> tortured.give(back.frame(), back.order()));
        assertThat(takeAll(tortured, 2))
                .as("seed %d: what is free once all came back", seed)
                .containsExactlyInAnyOrderElementsOf(takeAll(new BuddyFrames(MEMORY, 30, seed), 2));
    }

    private static void mark(BitSet model, Held block, long seed) {
        int clash = model.nextSetBit(index(block));
        assertThat(clash < 0 || clash >= index(block) + (1 << block.order()))
                .as("seed %d: %s overlaps a block that is held", seed, block)
                .isTrue();
        model.set(index(block), index(block) + (1 << block.order()));
    }

    private static int index(Held block) {
        return (int) (block.frame() - MEMORY.frame());
    }

    private static Held take(BuddyFrames from, int order) {
        return new Held(from.take(order).orElseThrow(), order);
    }

    private static List<Held> takeAll(BuddyFrames from, int order) {
        List<Held> held = new ArrayList<>();
        for (OptionalLong next = from.take(order); next.isPresent(); next = from.take(order)) {
            held.add(new Held(next.getAsLong(), order));
        }
        return held;
    }
}
