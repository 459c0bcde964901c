package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drivers of the kernel are at work on memory, and only that knows of them: waiting for them is nobody's fault. */
class BusyMemoryTest extends TwoHeaps {
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CountDownLatch done = new CountDownLatch(1);
    private Backend honest;

    BusyMemoryTest() {
        super(new TestMachine(DEADLINE));
    }

    @BeforeEach
    void bringAHeapInWhoseMemoryIsBusy() {
        system.behaviour = request -> new BusyMemory(system.serve(request), this::awaitDone);
        honest = machine.heap(system);
    }

    /** Memory of a heap at which devices are, as far as a wait for them says. */
    private record BusyMemory(ExportedMemory good, Predicate<Duration> waiting) implements ExportedMemory {
        @Override
        public long size() {
            return good.size();
        }

        @Override
        public List<MemoryCookie> cookies() {
            return good.cookies();
        }

        @Override
        public ByteBuffer view() {
            return good.view();
        }

        @Override
        public boolean awaitDevices(CpuUse use, Duration longest) {
            return waiting.test(longest);
        }

        @Override
        public void close() {
            good.close();
        }
    }

    private boolean awaitDone(Duration longest) {
        try {
            return done.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // As poll() does: it is not disturbed, and the interrupt stays.
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whoever waits for devices sees them done; whoever looks sees them at work. */
    private static boolean isDoneAfterAWait(Duration longest, AtomicInteger waits) {
        return !longest.isZero() && waits.incrementAndGet() > 0;
    }

    @Test
    void shouldRefuseADeviceThatJoinsWhenWorkBeginsAnewWheneverItHasEnded() {
        machine.heap(cma);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
        AtomicInteger waits = new AtomicInteger();
        system.behaviour =
                request -> new BusyMemory(system.serve(request), longest -> isDoneAfterAWait(longest, waits));
        try (DmaBuf buffer = allocate(4096)) {
            assertThat(buffer.exporter()).isEqualTo("system");

            assertReason(() -> buffer.attach("camera0"), Reason.BUSY, "work on it is not done");
            assertThat(waits).hasValue(Joining.MOST_WAITS);
        }
    }

    @AfterEach
    void shouldBlameNobody() {
        assertThat(honest.isIsolated()).isFalse();
        assertThat(honest.traffic().faults()).isZero();
    }

    @Test
    void shouldWaitAMillisecondAtATimeAtLeast() {
        TestMachine hasty = new TestMachine(Duration.ofMillis(2));
        Callee memory = hasty.heap(TestHeap.system("hasty")).memory();

        assertThat(memory.shortWhile()).isEqualTo(Duration.ofMillis(1));
        assertThat(honest.memory().shortWhile()).isEqualTo(DEADLINE.dividedBy(4));
    }

    private static void access(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            assertThat(access.view().get(0)).isZero();
        }
    }

    @Test
    void shouldBeginTheAccessWhenTheDevicesAreDoneHoweverLongAfterTheDeadlineOfCalls() {
        try (DmaBuf buffer = allocate(4096)) {
            CompletableFuture<Void> accessing = CompletableFuture.runAsync(() -> access(buffer));

            assertThat(accessing)
                    .as("three deadlines later")
                    .failsWithin(DEADLINE.multipliedBy(3))
                    .withThrowableOfType(java.util.concurrent.TimeoutException.class);
            done.countDown();
            assertThat(accessing).succeedsWithin(LONG);
        }
    }

    @Test
    void shouldEndTheWaitWhenTheThreadIsInterrupted() {
        try (DmaBuf buffer = allocate(4096)) {
            Thread.currentThread().interrupt();

            assertReason(() -> access(buffer), Reason.INTERRUPTED, "memory of exporter=system");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldMoveWhenTheDevicesAreDoneAndHoldUpNoOtherMeanwhile() {
        machine.heap(cma);
        try (DmaBuf buffer = allocate(4096);
                Migrations migrations =
                        new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> LONG)) {
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");
            await().until(() -> !migration.status().left().isEmpty());
            assertThat(migration.status().left().get(0).why()).contains("work on it is not done");
            assertThat(buffer.exporter()).isEqualTo("system");
            done.countDown();

            assertThat(migration.await(LONG)).isTrue();
            assertThat(migration.status().state()).isEqualTo(State.DONE);
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
    }
}
