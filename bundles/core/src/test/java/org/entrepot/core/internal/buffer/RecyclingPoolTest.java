package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.LameMemory.Part;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecyclingPoolTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestMachine machine = new TestMachine();
    private final TestHeap system = TestHeap.system("system");
    private final TestHeap cma = TestHeap.cma("cma");

    @AfterEach
    void shouldHaveNothingLeft() {
        assertThat(system.live.get() + cma.live.get()).isZero();
        assertThat(machine.account.status().bytes()).isZero();
    }

    private BufferPool pool(int capacity, Zeroing zeroing) {
        AllocationRequest request = AllocationRequest.bytes(4096).build();
        return machine.buffers.pool(new RecyclingPool.Terms(request, capacity, zeroing), machine.account);
    }

    private static void dirty(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            access.view().put(100, (byte) 42);
        }
    }

    private static byte look(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            return access.view().get(100);
        }
    }

    @Test
    void shouldLendTheSameBufferAgainWhenItCameBack() {
        machine.heap(system);
        try (BufferPool pool = pool(2, Zeroing.WHEN_FRESH)) {
            DmaBuf first = pool.acquire(LONG);
            long id = first.id();
            dirty(first);
            first.close();
            first.close();

            try (DmaBuf again = pool.acquire(LONG)) {
                assertThat(again.id()).isEqualTo(id);
                assertThat(look(again)).isEqualTo((byte) 42);
            }
            assertThat(system.allocations).hasValue(1);
        }
    }

    @Test
    void shouldZeroARecycledBufferWhenAskedTo() {
        machine.heap(system);
        try (BufferPool pool = pool(1, Zeroing.EACH_TIME)) {
            try (DmaBuf first = pool.acquire(LONG)) {
                dirty(first);
            }
            try (DmaBuf again = pool.acquire(LONG)) {
                assertThat(look(again)).isZero();
            }
        }
    }

    @Test
    void shouldLendABufferAgainThatCouldNotBeZeroedOnce() {
        AtomicInteger accesses = new AtomicInteger();
        system.behaviour = request -> new LameMemory(system.serve(request), Part.BEGIN, () -> {
            if (accesses.incrementAndGet() == 1) {
                throw new IllegalStateException("vendor bug");
            }
        });
        machine.heap(system);
        try (BufferPool pool = pool(1, Zeroing.EACH_TIME)) {
            pool.acquire(LONG).close();

            assertThatThrownBy(() -> pool.acquire(LONG))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("vendor bug");

            assertThat(pool.lent()).isZero();
            pool.acquire(Duration.ofMillis(5)).close();
        }
    }

    @Test
    void shouldLendNoMoreThanItsCapacity() {
        machine.heap(system);
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH);
                DmaBuf lent = pool.acquire(LONG)) {
            assertThat(pool.lent()).isEqualTo(1);
            assertThat(pool.tryAcquire()).isEmpty();
            assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(5)))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("lent=1 of 1");
            assertThat(lent.isOpen()).isTrue();
        }
    }

    @Test
    void shouldWaitForTheLastReferenceWhoeverHoldsIt() {
        machine.heap(system);
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH)) {
            DmaBuf lent = pool.acquire(LONG);
            DmaBuf other = lent.duplicate();
            lent.close();
            assertThat(pool.tryAcquire()).isEmpty();

            other.close();

            assertThat(pool.lent()).isZero();
            pool.acquire(LONG).close();
        }
    }

    @Test
    void shouldNotTakeAnIdleBufferBackWhenAnOperatorLookedAtIt() {
        machine.heap(system);
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH)) {
            DmaBuf lent = pool.acquire(LONG);
            long id = lent.id();
            lent.close();
            machine.buffers.open(id).close();

            try (DmaBuf one = pool.acquire(LONG)) {
                assertThat(one.id()).isEqualTo(id);
                assertThat(pool.tryAcquire()).isEmpty();
            }
        }
    }

    @Test
    void shouldReplaceABufferWhenItsBackendLeft() {
        Backend backend = machine.heap(system);
        machine.heap(cma);
        try (BufferPool pool = pool(2, Zeroing.WHEN_FRESH)) {
            DmaBuf inUse = pool.acquire(LONG);
            pool.acquire(LONG).close();
            assertThat(inUse.exporter()).isEqualTo("system");
            machine.leave(backend);

            try (DmaBuf next = pool.acquire(LONG)) {
                assertThat(next.exporter()).isEqualTo("cma");
            }
            assertThat(inUse.isOpen()).isTrue();
            inUse.close();
            try (DmaBuf next = pool.acquire(LONG)) {
                assertThat(next.exporter()).isEqualTo("cma");
            }
        }
    }

    @Test
    void shouldGoOnWithWhatItHasWhenNobodyElseCanServe() {
        Backend backend = machine.heap(system);
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH)) {
            pool.acquire(LONG).close();
            machine.leave(backend);

            try (DmaBuf stranded = pool.acquire(LONG)) {
                assertThat(stranded.exporter()).isEqualTo("system");
            }
        }
    }

    @Test
    void shouldGoOnWithWhatItHasWhenTheNewChoiceHasNoRoom() {
        Backend backend = machine.heap(system);
        machine.heap(cma);
        cma.room = 0;
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH)) {
            pool.acquire(LONG).close();
            machine.leave(backend);

            try (DmaBuf stranded = pool.acquire(LONG)) {
                assertThat(stranded.exporter()).isEqualTo("system");
            }
            int asked = cma.allocations.get();
            pool.acquire(LONG).close();
            assertThat(cma.allocations).as("not asked again for each frame").hasValue(asked);
        }
    }

    @Test
    void shouldReturnToTheBetterMemoryWhenItsBackendIsBack() {
        machine.heap(cma);
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH)) {
            pool.acquire(LONG).close();
            machine.heap(system);

            try (DmaBuf next = pool.acquire(LONG)) {
                assertThat(next.exporter()).isEqualTo("system");
            }
            assertThat(cma.live).hasValue(0);
        }
    }

    @Test
    void shouldGiveThePermitBackWhenAnAllocationFails() {
        machine.heap(system);
        system.room = 0;
        try (BufferPool pool = pool(1, Zeroing.WHEN_FRESH)) {
            assertThatThrownBy(pool::tryAcquire).isInstanceOf(EntrepotException.class);
            system.room = Long.MAX_VALUE;

            pool.acquire(LONG).close();
        }
    }

    @Test
    void shouldReleaseALentBufferWhenItComesBackToAClosedPool() {
        machine.heap(system);
        BufferPool pool = pool(2, Zeroing.WHEN_FRESH);
        DmaBuf lent = pool.acquire(LONG);

        pool.close();
        pool.close();

        assertThat(look(lent)).isZero();
        lent.close();
        assertThat(system.live).hasValue(0);
        assertThatThrownBy(pool::tryAcquire).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldWakeWhoWaitsWhenThePoolCloses() {
        machine.heap(system);
        BufferPool pool = pool(1, Zeroing.WHEN_FRESH);
        DmaBuf lent = pool.acquire(LONG);
        CompletableFuture<DmaBuf> waiting = CompletableFuture.supplyAsync(() -> pool.acquire(LONG));
        await().pollDelay(Duration.ofMillis(20)).until(() -> !waiting.isDone());

        pool.close();

        assertThatThrownBy(waiting::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        lent.close();
    }
}
