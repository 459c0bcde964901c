package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for a buffer, and what becomes of that. */
class PoolWaitingTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestMachine machine = new TestMachine();
    private final TestHeap heap = TestHeap.system("system");
    private final List<Thread> waiting = new ArrayList<>();

    @BeforeEach
    void arrive() {
        machine.heap(heap);
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        assertThat(heap.live).hasValue(0);
        // A thread ends a moment after its answer is there.
        await().untilAsserted(() -> assertThat(waiting).noneMatch(Thread::isAlive));
    }

    private RecyclingPool pool(int capacity) {
        AllocationRequest request = AllocationRequest.bytes(4096).build();
        return machine.buffers.pool(new RecyclingPool.Terms(request, capacity, Zeroing.WHEN_FRESH), machine.account);
    }

    /** A thread that waits for a buffer when this returns. */
    private FutureTask<DmaBuf> waitFor(RecyclingPool pool, Duration longest) {
        FutureTask<DmaBuf> task = new FutureTask<>(() -> pool.acquire(longest));
        Thread thread = new Thread(task);
        waiting.add(thread);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    private static DmaBuf got(FutureTask<DmaBuf> task) throws Exception {
        return task.get(20, TimeUnit.SECONDS);
    }

    private void end() throws InterruptedException {
        for (Thread thread : waiting) {
            thread.join(20_000);
        }
    }

    @Test
    void shouldServeInTheOrderInWhichTheyCame() throws Exception {
        try (RecyclingPool pool = pool(1)) {
            DmaBuf lent = pool.acquire(LONG);
            FutureTask<DmaBuf> first = waitFor(pool, LONG);
            FutureTask<DmaBuf> second = waitFor(pool, LONG);

            lent.close();

            DmaBuf served = got(first);
            assertThat(second).isNotDone();
            served.close();
            got(second).close();
            end();
        }
    }

    @Test
    void shouldLetNobodyPassWhoComesLater() throws Exception {
        try (RecyclingPool pool = pool(1)) {
            AtomicBoolean passing = new AtomicBoolean(true);
            DmaBuf lent = pool.acquire(LONG);
            FutureTask<DmaBuf> patient = waitFor(pool, LONG);
            FutureTask<Void> hasty = new FutureTask<>(
                    () -> {
                        while (passing.get()) {
                            pool.tryAcquire().ifPresent(DmaBuf::close);
                        }
                    },
                    null);
            waiting.add(new Thread(hasty));
            waiting.get(1).start();

            lent.close();

            try (DmaBuf served = got(patient)) {
                assertThat(served.isOpen()).isTrue();
            }
            passing.set(false);
            hasty.get(20, TimeUnit.SECONDS);
            end();
        }
    }

    @Test
    void shouldServeSomebodyElseWhenOneGaveUp() throws Exception {
        try (RecyclingPool pool = pool(1)) {
            DmaBuf lent = pool.acquire(LONG);
            FutureTask<DmaBuf> hasty = waitFor(pool, Duration.ofMillis(300));
            FutureTask<DmaBuf> patient = waitFor(pool, LONG);
            assertThatThrownBy(() -> got(hasty))
                    .hasCauseInstanceOf(EntrepotException.class)
                    .hasMessageContaining("lent=1 of 1");

            lent.close();

            got(patient).close();
            end();
        }
    }

    @Test
    void shouldServeSomebodyElseWhenOneWasInterrupted() throws Exception {
        try (RecyclingPool pool = pool(1)) {
            DmaBuf lent = pool.acquire(LONG);
            FutureTask<DmaBuf> disturbed = waitFor(pool, LONG);
            FutureTask<DmaBuf> patient = waitFor(pool, LONG);
            waiting.get(0).interrupt();
            assertThatThrownBy(() -> got(disturbed)).isInstanceOfSatisfying(ExecutionException.class, e -> assertThat(
                            ((EntrepotException) e.getCause()).reason())
                    .isEqualTo(Reason.INTERRUPTED));

            lent.close();

            got(patient).close();
            end();
        }
    }

    @Test
    void shouldLetTheNextTryWhenABufferCouldNotBeMade() throws Exception {
        try (RecyclingPool pool = pool(1)) {
            AtomicBoolean asked = new AtomicBoolean();
            AtomicBoolean answering = new AtomicBoolean();
            Function<MemoryRequest, ExportedMemory> serving = heap.behaviour;
            heap.behaviour = memory -> {
                asked.set(true);
                await().untilTrue(answering);
                heap.behaviour = serving;
                throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap of the test has room: room=0; none");
            };
            FutureTask<DmaBuf> making = new FutureTask<>(() -> pool.acquire(LONG));
            waiting.add(new Thread(making));
            waiting.get(0).start();
            await().untilTrue(asked);
            assertThat(pool.tryAcquire()).isEmpty();
            FutureTask<DmaBuf> next = waitFor(pool, LONG);

            answering.set(true);

            assertThatThrownBy(() -> got(making)).hasCauseInstanceOf(EntrepotException.class);
            got(next).close();
            end();
        }
    }

    @Test
    void shouldTakeABufferThatIsThereWhenTheThreadIsInterrupted() {
        try (RecyclingPool pool = pool(1)) {
            Thread.currentThread().interrupt();

            pool.acquire(LONG).close();

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldGiveABufferBackThatWasMadeWhileItClosed() throws Exception {
        RecyclingPool pool = pool(1);
        AtomicBoolean asked = new AtomicBoolean();
        AtomicBoolean answering = new AtomicBoolean();
        Function<MemoryRequest, ExportedMemory> serving = heap.behaviour;
        heap.behaviour = memory -> {
            asked.set(true);
            await().untilTrue(answering);
            return serving.apply(memory);
        };
        FutureTask<DmaBuf> making = new FutureTask<>(() -> pool.acquire(LONG));
        waiting.add(new Thread(making));
        waiting.get(0).start();
        await().untilTrue(asked);

        pool.close();
        answering.set(true);

        assertThatThrownBy(() -> got(making)).hasCauseInstanceOf(IllegalStateException.class);
        end();
        assertThat(pool.isEmptied()).isTrue();
    }

    @Test
    void shouldFindABufferThatCameBackOnAnotherThread() throws Exception {
        try (RecyclingPool pool = pool(2)) {
            DmaBuf lent = pool.acquire(LONG);
            long id = lent.id();
            CompletableFuture.runAsync(lent::close).get(20, TimeUnit.SECONDS);

            try (DmaBuf again = pool.acquire(LONG)) {
                assertThat(again.id()).isEqualTo(id);
            }
            assertThat(heap.allocations).hasValue(1);
        }
    }

    @Test
    void shouldWaitForEverWhenToldSo() {
        try (RecyclingPool pool = pool(1)) {
            DmaBuf lent = pool.acquire(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(pool.tryAcquire()).isEmpty();
            FutureTask<DmaBuf> patient = waitFor(pool, Duration.ofSeconds(Long.MAX_VALUE));

            lent.close();

            assertThat(patient).succeedsWithin(LONG).satisfies(DmaBuf::close);
        }
    }
}
