package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;

/** Buffers that are lent and come back. */
abstract class BufferPoolRules extends BufferFixture {
    private static final int CAPACITY = 3;
    private static final Duration SHORT = Duration.ofMillis(50);

    @Rule("BUF-20")
    void shouldLendAsManyAsItsCapacity() {
        try (BufferPool pool = pool(Zeroing.EACH_TIME)) {
            DmaBuf[] lent = new DmaBuf[CAPACITY];
            for (int i = 0; i < CAPACITY; i++) {
                lent[i] = pool.tryAcquire().orElseThrow();
            }
            assertThat(pool.tryAcquire()).as("one more").isEmpty();
            assertThat(pool.lent()).as("lent()").isEqualTo(CAPACITY);
            assertFails(Reason.BUSY, () -> pool.acquire(Duration.ofMillis(1)));

            lent[0].close();
            assertThat(pool.lent()).as("lent(), when one is back").isEqualTo(CAPACITY - 1);
            pool.acquire(Duration.ofSeconds(5)).close();
            lent[1].close();
            lent[2].close();
        }
    }

    @Rule("BUF-21")
    void shouldLendZeroedBuffersWhenItSaysSo() {
        try (BufferPool pool = pool(Zeroing.EACH_TIME)) {
            for (int life = 0; life < 2 * CAPACITY; life++) {
                try (DmaBuf buffer = pool.tryAcquire().orElseThrow()) {
                    assertZero(buffer);
                    fill(buffer, life);
                }
            }
        }
    }

    @Rule("BUF-22")
    void shouldTakeABufferBackOnceWhenItIsClosedTwice() {
        try (BufferPool pool = pool(Zeroing.WHEN_FRESH)) {
            DmaBuf first = pool.tryAcquire().orElseThrow();
            first.close();
            try (DmaBuf second = pool.tryAcquire().orElseThrow()) {
                first.close();

                assertThat(second.isOpen())
                        .as("the buffer of the next borrower")
                        .isTrue();
                assertThat(pool.lent()).as("lent()").isEqualTo(1);
            }
        }
    }

    @Rule("BUF-23")
    void shouldLeaveLentBuffersAloneWhenThePoolIsClosed() {
        BufferPool pool = pool(Zeroing.EACH_TIME);
        try (DmaBuf lent = pool.tryAcquire().orElseThrow()) {
            fill(lent, 4);
            pool.close();
            pool.close();

            assertFilled(lent, 4);
            assertMisuse(pool::tryAcquire);
        }
    }

    @Rule("BUF-24")
    void shouldSayInterruptedWhenAWaitingThreadIs() {
        try (BufferPool pool = allocator().pool(request(), 1, Zeroing.EACH_TIME);
                DmaBuf lent = pool.tryAcquire().orElseThrow()) {
            Thread.currentThread().interrupt();

            assertFails(Reason.INTERRUPTED, () -> pool.acquire(Duration.ofSeconds(30)));

            assertThat(Thread.interrupted())
                    .as("the thread is still interrupted")
                    .isTrue();
            assertThat(lent.isOpen()).isTrue();
        }
    }

    @Rule("BUF-25")
    void shouldServeSeveralBorrowersAtOnce() throws InterruptedException {
        try (BufferPool pool = pool(Zeroing.EACH_TIME)) {
            Crowd.of(2 * CAPACITY, thread -> {
                for (int round = 0; round < 50; round++) {
                    try (DmaBuf buffer = pool.acquire(Duration.ofSeconds(30))) {
                        assertZero(buffer);
                        fill(buffer, thread);
                        assertFilled(buffer, thread);
                    }
                }
            });
            assertThat(pool.lent()).as("lent(), at the end").isZero();
        }
    }

    @Rule("BUF-27")
    void shouldWaitForThoseWhoAreInTheWay() {
        Fences fences = fences().orElseGet(() -> abort("no fences: the test names none"));
        try (DmaBuf buffer = take();
                Timeline device = fences.timeline("device", Fences.LONGEST_BOUND)) {
            buffer.reservation().add(device.issue(), Usage.READ);
            buffer.beginCpuAccess(CpuUse.READ).close();
            CompletableFuture<Void> writer = writing(buffer);
            assertWaits(writer, "a writer behind a reader");
            device.signal(device.issued());
            assertThat(writer).succeedsWithin(Fences.LONGEST_BOUND);

            buffer.reservation().add(device.issue(), Usage.WRITE);
            CompletableFuture<Void> reader = CompletableFuture.runAsync(
                    () -> buffer.beginCpuAccess(CpuUse.READ).close());
            assertWaits(reader, "a reader behind a writer");
            device.signal(device.issued());
            assertThat(reader).succeedsWithin(Fences.LONGEST_BOUND);
        }
    }

    private static void assertWaits(CompletableFuture<Void> future, String who) {
        assertThat(future).as(who).failsWithin(SHORT).withThrowableOfType(TimeoutException.class);
    }

    private static CompletableFuture<Void> writing(DmaBuf buffer) {
        return CompletableFuture.runAsync(
                () -> buffer.beginCpuAccess(CpuUse.WRITE).close());
    }

    private BufferPool pool(Zeroing zeroing) {
        return allocator().pool(request(), CAPACITY, zeroing);
    }
}
