package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;

/** How memory is given back, what outlives what, and what several threads may do. */
abstract class ExporterLifeRules extends ExporterContentRules {
    private static final int THREADS = 4;
    private static final int ROUNDS = 200;

    @Rule("EXP-29")
    void shouldGiveBackOnceWhenClosedTwice() {
        ExportedMemory old = take(piece());
        old.close();
        ExportedMemory next = take(piece());

        old.close();

        assertUsed(piece(), 1);
        List<Segment> all = new ArrayList<>(placesIfTold(next).orElseGet(List::of));
        all.addAll(placesIfTold(take(piece())).orElseGet(List::of));
        assertThat(Places.overlap(all)).as("places of two buffers that overlap").isEmpty();
    }

    @Rule("EXP-30")
    void shouldGiveBackOnceWhenSeveralThreadsClose() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            ExportedMemory kept = take(PAGE);
            ExportedMemory memory = take(PAGE);

            Crowd.of(THREADS, thread -> memory.close());

            assertUsed(PAGE, 1);
            give(kept);
        }
        assertUsed(0, 0);
    }

    @Rule("EXP-31")
    void shouldOutliveTheServiceWithItsBytes() {
        ExportedMemory memory = take(piece());
        List<MemoryCookie> cookies = memory.cookies();
        fillIfSeen(memory, 3);

        leave(exporter());

        assertStillIsIfSeen(memory, 3);
        assertThat(memory.size()).as("size()").isEqualTo(piece());
        assertThat(memory.cookies()).as("cookies()").isEqualTo(cookies);
        give(memory);
        reopen();
    }

    @Rule("EXP-32")
    void shouldStayReachableForDevicesWhenTheServiceHasLeft() {
        ExportedMemory memory = take(piece());
        try (Reached mapped = reach(memory, Direction.BIDIRECTIONAL)) {
            leave(exporter());

            assertThat(mapped.writes(PAGE, (byte) 9))
                    .as("a mapping made before")
                    .isTrue();
            try (Reached late = reach(memory, Direction.TO_DEVICE)) {
                assertThat(late.reads(PAGE)).as("a mapping made afterwards").isEqualTo(9);
            }
        }
        give(memory);
        reopen();
    }

    @Rule("EXP-33")
    void shouldNotHandOutWhatAnEarlierLifeStillHasOut() {
        ExportedMemory old = take(piece());
        fillIfSeen(old, 4);
        leave(exporter());
        reopen();

        List<Segment> all = new ArrayList<>(places(old));
        for (int i = 0; i < 8; i++) {
            ExportedMemory young = take(piece());
            fillIfSeen(young, 5);
            all.addAll(places(young));
        }

        assertThat(Places.overlap(all)).as("places of two lives that overlap").isEmpty();
        assertStillIsIfSeen(old, 4);
    }

    @Rule("EXP-34")
    void shouldUseThePlaceAgainWhenAnEarlierLifeGivesItBack() {
        long bytes = Math.min(largest(), 64L << 20);
        ExportedMemory old = take(bytes);
        leave(exporter());
        reopen();

        give(old);

        assertThat(take(bytes).size()).as("as much as before").isEqualTo(bytes);
    }

    @Rule("EXP-35")
    void shouldServeSeveralThreadsAtOnce() throws InterruptedException {
        long seed = System.nanoTime();
        long piece = Math.min(piece(), Math.max(PAGE, (largest() / (8 * THREADS)) & -PAGE));

        Crowd.of(THREADS, thread -> {
            Random random = new Random(seed + thread);
            for (int round = 0; round < ROUNDS; round++) {
                useOne(PAGE * (1 + random.nextInt((int) (piece / PAGE))), random.nextLong(), seed);
            }
        });

        assertUsed(0, 0);
    }

    private void useOne(long bytes, long pattern, long seed) {
        ExportedMemory memory;
        try {
            memory = take(bytes);
        } catch (EntrepotException e) {
            assertThat(e.reason()).as("seed %s: %s", seed, e).isEqualTo(Reason.OUT_OF_MEMORY);
            return;
        }
        if (hasView(capabilities())) {
            assertThat(Contents.notZero(memory.view()))
                    .as("seed %s: not zero at", seed)
                    .isEqualTo(-1);
            Contents.fill(memory.view(), pattern);
            assertThat(Contents.differs(memory.view(), pattern))
                    .as("seed %s: changed at", seed)
                    .isEqualTo(-1);
        }
        give(memory);
    }

    @Rule("EXP-36")
    void shouldDoItAllOrSayInterruptedWhenTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            give(take(piece()));
        } catch (EntrepotException e) {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.INTERRUPTED);
        }

        assertThat(Thread.interrupted()).as("the thread is still interrupted").isTrue();
        assertUsed(0, 0);
        take(piece());
    }

    private void fillIfSeen(ExportedMemory memory, long seed) {
        if (hasView(capabilities())) {
            Contents.fill(memory.view(), seed);
        }
    }

    private void assertStillIsIfSeen(ExportedMemory memory, long seed) {
        if (hasView(capabilities())) {
            assertThat(Contents.differs(memory.view(), seed))
                    .as("first byte that changed")
                    .isEqualTo(-1);
        }
    }

    private void assertUsed(long bytes, long buffers) {
        assertThat(exporter().usage()).returns(bytes, HeapUsage::used).returns(buffers, HeapUsage::buffers);
    }
}
