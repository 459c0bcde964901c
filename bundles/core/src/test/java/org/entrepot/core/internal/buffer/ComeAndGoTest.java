package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferPool;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.Test;

/** Many threads use buffers while one of two backends comes and goes. The seed is printed by the assertion. */
class ComeAndGoTest {
    private static final long SEED = Long.getLong("entrepot.seed", 20261124L);
    private static final int USERS = 4;
    private static final int ROUNDS = 3000;

    private final TestMachine machine = new TestMachine();
    private final TestHeap steady = TestHeap.cma("steady");
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void shouldFailNobodyAndLoseNothingWhenABackendComesAndGoes() throws Exception {
        machine.heap(steady);
        machine.device("device0", TestMachine.IOMMU_BUS, Constraints.NONE);
        AllocationRequest request =
                AllocationRequest.bytes(4096).devices("device0").build();
        ExecutorService threads = Executors.newFixedThreadPool(USERS + 1);
        try {
            Future<List<TestHeap>> coming = threads.submit(this::comeAndGo);
            useTogether(threads, request);
            done.set(true);
            assertThat(coming.get(60, TimeUnit.SECONDS)).as("seed %d", SEED).allMatch(heap -> heap.live.get() == 0);
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(steady.live).as("seed %d", SEED).hasValue(0);
        assertThat(machine.account.status().bytes()).as("seed %d", SEED).isZero();
        assertThat(machine.failures()).as("seed %d", SEED).isEmpty();
    }

    private void useTogether(ExecutorService threads, AllocationRequest request) throws Exception {
        try (BufferPool pool =
                machine.buffers.pool(new RecyclingPool.Terms(request, USERS, Zeroing.EACH_TIME), machine.account)) {
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                Random random = new Random(SEED + i);
                users.add(threads.submit(() -> use(random, request, pool)));
            }
            for (Future<?> user : users) {
                user.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private List<TestHeap> comeAndGo() {
        List<TestHeap> heaps = new ArrayList<>();
        while (!done.get()) {
            TestHeap heap = TestHeap.system("system");
            heaps.add(heap);
            Backend backend = machine.heap(heap);
            LockSupport.parkNanos(50_000);
            machine.leave(backend);
        }
        return heaps;
    }

    private void use(Random random, AllocationRequest request, BufferPool pool) {
        for (int round = 0; round < ROUNDS; round++) {
            byte mark = (byte) (1 + random.nextInt(100));
            boolean pooled = random.nextBoolean();
            try (DmaBuf buffer = pooled
                            ? pool.acquire(Duration.ofSeconds(30))
                            : machine.buffers.allocate(request, machine.account);
                    Attachment attachment = buffer.attach("device0");
                    DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL);
                    CpuAccess access = buffer.beginCpuAccess(CpuUse.READ_WRITE)) {
                int place = random.nextInt(4096);
                assertThat(access.view().get(place))
                        .as("zeroed, seed %d round %d", SEED, round)
                        .isZero();
                access.view().put(place, mark);
                assertThat(mapping.segments()).hasSize(1);
                assertThat(access.view().get(place)).isEqualTo(mark);
            }
        }
    }
}
