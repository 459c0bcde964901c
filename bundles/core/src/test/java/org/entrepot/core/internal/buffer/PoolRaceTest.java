package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads borrow, hand on and close, while others look at buffers, heaps come and go, or the pool closes. */
class PoolRaceTest {
    private static final long SEED = Long.getLong("entrepot.seed", 20261125L);
    private static final int BORROWERS = 6;
    private static final int CAPACITY = 4;
    private static final int ROUNDS = 15_000;
    private static final int CLOSINGS = 300;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestMachine machine = new TestMachine();
    private final TestHeap steady = TestHeap.cma("steady");
    private final AllocationRequest request = AllocationRequest.bytes(4096).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(BORROWERS + 1);
    /** The numbers of the buffers that somebody has. */
    private final Set<Long> out = ConcurrentHashMap.newKeySet();

    private final BlockingQueue<DmaBuf> handedOn = new ArrayBlockingQueue<>(CAPACITY / 2);
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void shouldHaveNothingLeft() {
        threads.shutdownNow();
        assertThat(steady.live).as("seed %d", SEED).hasValue(0);
        assertThat(machine.account.status().buffers()).as("seed %d", SEED).isZero();
        assertThat(machine.failures()).as("seed %d", SEED).isEmpty();
    }

    private RecyclingPool pool() {
        machine.heap(steady);
        return machine.buffers.pool(new RecyclingPool.Terms(request, CAPACITY, Zeroing.WHEN_FRESH), machine.account);
    }

    @Test
    void shouldLendNoBufferTwiceAndLoseNoneWhenManyBorrow() throws Exception {
        RecyclingPool pool = pool();

        borrowBeside(pool, this::look);

        assertThat(steady.allocations.get()).as("seed %d", SEED).isBetween(1, CAPACITY);
        assertAllComeBack(pool);
    }

    @Test
    void shouldLendNoBufferTwiceAndLoseNoneWhenHeapsComeAndGo() throws Exception {
        RecyclingPool pool = pool();

        borrowBeside(pool, this::comeAndGo);

        assertAllComeBack(pool);
    }

    @Test
    void shouldLeaveNothingBehindWhenItClosesWhileManyBorrow() throws Exception {
        machine.heap(steady);
        Random random = new Random(SEED);
        for (int i = 0; i < CLOSINGS; i++) {
            RecyclingPool pool = machine.buffers.pool(
                    new RecyclingPool.Terms(request, 1 + random.nextInt(CAPACITY), Zeroing.WHEN_FRESH),
                    machine.account);
            List<Future<?>> borrowers = start(() -> borrowUntilClosed(pool));
            LockSupport.parkNanos(random.nextInt(500_000));
            pool.close();
            await(borrowers);
            assertThat(pool.isEmptied()).as("seed %d closing %d", SEED, i).isTrue();
            assertThat(steady.live).as("seed %d closing %d", SEED, i).hasValue(0);
        }
    }

    private void borrowBeside(RecyclingPool pool, Callable<?> beside) throws Exception {
        Future<?> aside = threads.submit(beside);
        List<Future<?>> borrowers = new ArrayList<>();
        for (int i = 0; i < BORROWERS; i++) {
            Random random = new Random(SEED + i);
            borrowers.add(threads.submit(() -> borrow(pool, random)));
        }
        await(borrowers);
        done.set(true);
        await(List.of(aside));
        handedOn.forEach(this::giveBack);
    }

    private List<Future<?>> start(Runnable each) {
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < BORROWERS; i++) {
            started.add(threads.submit(each));
        }
        return started;
    }

    private static void await(List<Future<?>> running) throws Exception {
        for (Future<?> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    private void borrow(RecyclingPool pool, Random random) {
        for (int round = 0; round < ROUNDS; round++) {
            Optional<DmaBuf> taken = random.nextBoolean() ? pool.tryAcquire() : Optional.of(pool.acquire(LONG));
            taken.ifPresent(buffer -> {
                assertThat(out.add(buffer.id())).as("lent once, seed %d", SEED).isTrue();
                assertThat(out.size()).as("seed %d", SEED).isLessThanOrEqualTo(CAPACITY);
                use(buffer, random);
            });
            if (random.nextInt(4) == 0) {
                Optional.ofNullable(handedOn.poll()).ifPresent(this::giveBack);
            }
        }
    }

    /** Some keep another reference than the first, some hand theirs on to whoever closes it. */
    private void use(DmaBuf buffer, Random random) {
        DmaBuf kept = buffer;
        if (random.nextInt(4) == 0) {
            kept = buffer.duplicate();
            buffer.close();
        }
        if (random.nextInt(4) > 0 || !handedOn.offer(kept)) {
            giveBack(kept);
        }
    }

    private void giveBack(DmaBuf buffer) {
        out.remove(buffer.id());
        buffer.close();
    }

    private static void borrowUntilClosed(RecyclingPool pool) {
        try {
            while (true) {
                pool.acquire(LONG).close();
                pool.tryAcquire().ifPresent(DmaBuf::close);
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("closed pool");
        }
    }

    /** An operator holds references to buffers for a moment, idle or lent. */
    private int look() {
        Random random = new Random(SEED - 1);
        int seen = 0;
        while (!done.get()) {
            try (DmaBuf one = machine.buffers.open(1 + random.nextInt(CAPACITY))) {
                seen += one.name().length();
            } catch (EntrepotException e) {
                assertThat(e).hasMessageContaining("a buffer must be open");
            }
        }
        return seen;
    }

    private int comeAndGo() {
        int rounds = 0;
        while (!done.get()) {
            TestHeap better = TestHeap.system("system");
            Backend backend = machine.heap(better);
            LockSupport.parkNanos(50_000);
            machine.leave(backend);
            rounds++;
        }
        return rounds;
    }

    private void assertAllComeBack(RecyclingPool pool) {
        assertThat(pool.lent()).as("seed %d", SEED).isZero();
        List<DmaBuf> all = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            all.add(pool.tryAcquire().orElseThrow());
        }
        assertThat(pool.tryAcquire()).as("seed %d", SEED).isEmpty();
        assertThat(all.stream().map(DmaBuf::id).distinct()).hasSize(CAPACITY);
        all.forEach(DmaBuf::close);
        pool.close();
        assertThat(pool.isEmptied()).as("seed %d", SEED).isTrue();
    }
}
