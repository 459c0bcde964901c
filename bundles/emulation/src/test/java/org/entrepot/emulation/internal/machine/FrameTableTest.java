package org.entrepot.emulation.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

class FrameTableTest {
    private static final int PAGE = 4096;

    private final FrameTable table = new FrameTable();

    @Test
    void shouldReadWhatWasWrittenWhenARowSpansPagesAndRuns() {
        ByteBuffer bytes = ByteBuffer.allocate(3 * PAGE);
        table.place(List.of(new PageRun(511, 2), new PageRun(7, 1)), bytes);
        byte[] row = bytesOf(PAGE + 100, 1);

        assertThat(table.write(address(511) + 50, row, 0, row.length)).isTrue();

        byte[] read = new byte[row.length];
        assertThat(table.read(address(511) + 50, read, 0, read.length)).isTrue();
        assertThat(read).isEqualTo(row);
        assertThat(bytes.get(50)).isEqualTo(row[0]);
    }

    @Test
    void shouldFollowTheOrderOfTheRunsWhenTheyAreScattered() {
        ByteBuffer bytes = ByteBuffer.allocate(2 * PAGE);
        table.place(List.of(new PageRun(900, 1), new PageRun(5, 1)), bytes);

        table.write(address(5), new byte[] {42}, 0, 1);

        assertThat(bytes.get(PAGE)).isEqualTo((byte) 42);
    }

    @Test
    void shouldStopAtTheFirstFrameWithoutBytes() {
        table.place(List.of(new PageRun(10, 1)), ByteBuffer.allocate(PAGE));

        assertThat(table.read(address(10) + PAGE - 4, new byte[8], 0, 8)).isFalse();
        assertThat(table.read(address(9) + PAGE - 4, new byte[8], 0, 8)).isFalse();
        assertThat(table.read(address(10), new byte[PAGE], 0, PAGE)).isTrue();
    }

    @Test
    void shouldFindNothingWhenTheAddressIsBeyondTheMachine() {
        assertThat(table.read(1L << 40, new byte[1], 0, 1)).isFalse();
        assertThat(table.read(-1L, new byte[1], 0, 1)).isFalse();
        assertThat(table.read(Long.MIN_VALUE, new byte[1], 0, 1)).isFalse();
    }

    @Test
    void shouldNameTheFrameAndPlaceNothingWhenOneIsTaken() {
        table.place(List.of(new PageRun(0x22, 1)), ByteBuffer.allocate(PAGE));

        assertThatThrownBy(() -> table.place(List.of(new PageRun(0x20, 4)), ByteBuffer.allocate(4 * PAGE)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("frame=0x22");
        assertThat(table.isPlaced(0x20)).isFalse();
        assertThat(table.isPlaced(0x21)).isFalse();
        assertThat(table.isPlaced(0x22)).isTrue();
        assertThat(table.isPlaced(0x23)).isFalse();
    }

    @Test
    void shouldPlaceAgainWhenDisplacedAndOnlyOnce() {
        List<PageRun> runs = List.of(new PageRun(3, 2));
        PlacedBytes first = table.place(runs, ByteBuffer.allocate(2 * PAGE));
        first.close();
        table.place(runs, ByteBuffer.allocate(2 * PAGE));

        first.close();

        assertThat(table.isPlaced(3)).isTrue();
        assertThat(table.isPlaced(4)).isTrue();
    }

    @Test
    void shouldTellWhereBytesArePlacedWithinARange() {
        table.place(List.of(new PageRun(2, 2), new PageRun(4, 1), new PageRun(7, 1)), ByteBuffer.allocate(4 * PAGE));
        table.place(List.of(new PageRun(5 * 512 - 1, 3)), ByteBuffer.allocate(3 * PAGE));

        assertThat(table.placed(new PageRun(0, 6 * 512)))
                .containsExactly(new PageRun(2, 3), new PageRun(7, 1), new PageRun(5 * 512 - 1, 3));
        assertThat(table.placed(new PageRun(3, 5 * 512 - 3)))
                .containsExactly(new PageRun(3, 2), new PageRun(7, 1), new PageRun(5 * 512 - 1, 1));
        assertThat(table.placed(new PageRun(8, 512))).isEmpty();
    }

    @Test
    void shouldTellRunsThatExistWhenBytesComeAndGoMeanwhile() {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> comingAndGoing = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                table.place(List.of(new PageRun(64, 1)), ByteBuffer.allocate(PAGE))
                        .close();
            }
        });
        try {
            for (int round = 0; round < 200_000; round++) {
                assertThat(table.placed(new PageRun(63, 3)))
                        .as("round %d", round)
                        .isIn(List.of(), List.of(new PageRun(64, 1)));
            }
        } finally {
            done.set(true);
        }
        assertThat(comingAndGoing).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void shouldReachNothingOnceDisplacedWhenReadingGoesOn() throws Exception {
        for (int round = 0; round < 300; round++) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * PAGE);
            PlacedBytes placed = table.place(List.of(new PageRun(64, 4)), bytes);
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<Boolean> clean = CompletableFuture.supplyAsync(() -> readsZerosToTheEnd(reading));
            reading.await();

            placed.close();
            bytes.put(0, bytesOf(4 * PAGE, 1));

            assertThat(clean.get()).as("round %d", round).isTrue();
        }
    }

    /** Reads until nothing is there; whether all that was read before were zeros. */
    private boolean readsZerosToTheEnd(CountDownLatch reading) {
        byte[] row = new byte[4 * PAGE];
        byte[] zeros = new byte[4 * PAGE];
        boolean clean = true;
        while (table.read(address(64), row, 0, row.length)) {
            clean &= Arrays.equals(row, zeros);
            reading.countDown();
        }
        return clean && Arrays.equals(row, zeros);
    }

    private static long address(long frame) {
        return frame * PAGE;
    }

    private static byte[] bytesOf(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (1 + (i + first) % 100);
        }
        return bytes;
    }
}
