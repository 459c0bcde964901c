package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Backing;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

/** Devices join while others map and the CPU counts in the buffer; some buffers are cut meanwhile. The seed is printed by the assertion. */
class MoveRaceTest {
    private static final long SEED = Long.getLong("entrepot.seed", 20261125L);
    private static final int ROUNDS = 1500;
    private static final int STEPS = 4;

    private final TestMachine machine = new TestMachine();
    private final TestHeap system = TestHeap.system("system");
    private final TestHeap cma = TestHeap.cma("cma");
    private final TestHeap low = TestHeap.cma("low");
    private final AtomicInteger refused = new AtomicInteger();
    private long moves;

    @Test
    void shouldLoseNoByteWhenDevicesJoinWhileOthersMap() throws Exception {
        machine.heap(system);
        machine.heap(cma);
        machine.heap(low);
        machine.device("display0", TestMachine.IOMMU_BUS, Constraints.NONE);
        machine.device(
                "camera0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).maxSegments(1).build());
        machine.device(
                "other0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).build());
        Random random = new Random(SEED);
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                race(threads, random, round);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(system.live.get() + cma.live.get() + low.live.get())
                .as("memory still out, seed %d", SEED)
                .isZero();
        assertThat(machine.account.status().bytes()).as("seed %d", SEED).isZero();
        assertThat(machine.failures()).as("seed %d", SEED).isEmpty();
        assertThat(moves).as("moves that happened, seed %d", SEED).isPositive();
        assertThat(machine.moved).as("moves that were told, seed %d", SEED).hasSize((int) moves);
    }

    private void race(ExecutorService threads, Random random, int round) throws Exception {
        boolean cut = random.nextInt(8) == 0;
        AllocationRequest request = AllocationRequest.bytes(8192)
                .devices("display0")
                .backing(random.nextBoolean() ? Backing.AT_ONCE : Backing.AT_FIRST_USE)
                .build();
        DmaBuf buffer = machine.buffers.allocate(request, machine.account);
        Buffer itself = machine.buffers.all().get(0);
        AtomicInteger counted = new AtomicInteger();
        List<Callable<Void>> users = new ArrayList<>();
        users.add(() -> join(buffer, "camera0"));
        users.add(() -> join(buffer, "other0"));
        users.add(() -> map(buffer));
        users.add(() -> count(buffer, counted));
        if (cut) {
            users.add(() -> {
                itself.cut();
                return null;
            });
        }
        for (Future<Void> user : threads.invokeAll(users, 60, TimeUnit.SECONDS)) {
            user.get();
        }
        if (!cut) {
            assertThat(read(buffer)).as("seed %d round %d", SEED, round).isEqualTo(counted.get());
        }
        moves += itself.moves();
        buffer.close();
    }

    private Void join(DmaBuf buffer, String device) {
        for (int step = 0; step < STEPS; step++) {
            bounded(() -> {
                try (Attachment attachment = buffer.attach(device);
                        DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
                    assertThat(mapping.segments()).allMatch(segment -> segment.lastAddress() < 1L << 32);
                }
            });
        }
        return null;
    }

    private Void map(DmaBuf buffer) {
        for (int step = 0; step < STEPS; step++) {
            bounded(() -> {
                try (Attachment attachment = buffer.attach("display0");
                        DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
                    assertThat(mapping.size()).isEqualTo(8192);
                }
            });
        }
        return null;
    }

    /** Counts in the buffer itself: what a move lost or doubled would be missing, or would show. */
    private Void count(DmaBuf buffer, AtomicInteger counted) {
        for (int step = 0; step < STEPS * 4; step++) {
            bounded(() -> {
                try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ_WRITE)) {
                    access.view().putInt(4096, access.view().getInt(4096) + 1);
                    counted.incrementAndGet();
                }
            });
        }
        return null;
    }

    /** Who meets another user, or a buffer that was cut, is told so; anything else fails the test. */
    private void bounded(Runnable step) {
        try {
            step.run();
        } catch (EntrepotException e) {
            assertThat(e.reason()).as(e.getMessage()).isIn(Reason.BUSY, Reason.GONE);
            refused.incrementAndGet();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("a released buffer is not used");
        }
    }

    private static int read(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            return access.view().getInt(4096);
        }
    }
}
