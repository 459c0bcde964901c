package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.fence.TestFences;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buffers that somebody is at work on. */
class FencedBufferTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final TestMachine machine = new TestMachine();
    private final Backend heap = machine.heap(TestHeap.system("system"));
    private final Timeline work = TestFences.timeline(machine.fences, "work", LONG);
    private DmaBuf buffer;

    @BeforeEach
    void allocate() {
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
        buffer = machine.buffers.allocate(
                AllocationRequest.bytes(4096).devices("camera0").build(), machine.account);
    }

    @AfterEach
    void close() {
        machine.fences.close();
    }

    @Test
    void shouldKeepItsMemoryUntilTheWorkIsOverWhenItIsClosedBefore() {
        buffer.reservation().add(work.issue(), Usage.BOOKKEEP);

        buffer.close();

        assertThat(heap.buffers()).as("buffers of the heap").isEqualTo(1);
        assertThat(machine.account.status().buffers()).isEqualTo(1);
        work.signal(1);
        await().untilAsserted(() -> assertThat(heap.buffers()).isZero());
        await().untilAsserted(
                        () -> assertThat(machine.account.status().buffers()).isZero());
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void shouldGiveItsMemoryBackWhenWhoeverWorksOnItEnds() {
        buffer.reservation().add(work.issue(), Usage.WRITE);
        buffer.close();

        work.close();

        await().untilAsserted(() -> assertThat(heap.buffers()).isZero());
    }

    @Test
    void shouldGiveItsMemoryBackAtOnceWhenNobodyIsAtWork() {
        buffer.reservation().add(work.issue(), Usage.WRITE);
        work.signal(1);

        buffer.close();

        assertThat(heap.buffers()).isZero();
    }

    @Test
    void shouldHaveOneReservationForAllReferences() {
        try (DmaBuf same = buffer.duplicate()) {
            assertThat(same.reservation()).isSameAs(buffer.reservation());
        }
        buffer.close();
        assertThatThrownBy(buffer::reservation).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldLetNobodyInWhenTheWaitIsDisturbed() {
        buffer.reservation().add(work.issue(), Usage.WRITE);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.READ))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        work.signal(1);
        buffer.close();
        assertThat(heap.buffers()).as("no reference was lost").isZero();
    }

    @Test
    void shouldHoldNobodyUpWhoAddsWorkWhileADeviceThatJoinsWaits() {
        bringIn(ImporterKind.DYNAMIC);
        DeviceMapping mapped = buffer.attach("gpu0").map(Direction.TO_DEVICE);
        buffer.reservation().add(work.issue(), Usage.READ);
        CompletableFuture<Void> joining = joining();

        CompletableFuture<Void> adding =
                CompletableFuture.runAsync(() -> buffer.reservation().add(work.issue(), Usage.READ));

        assertThat(adding).succeedsWithin(Duration.ofSeconds(3));
        assertThat(buffer.moves()).isZero();
        work.signal(2);
        assertThat(joining).succeedsWithin(LONG);
        assertThat(mapped.state()).isEqualTo(MappingState.STALE);
    }

    /** Attaches a display that cannot use the memory, and waits until that waits. */
    private CompletableFuture<Void> joining() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Void> joining = CompletableFuture.runAsync(() -> {
            thread.set(Thread.currentThread());
            buffer.attach("display0").close();
        });
        await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING);
        return joining;
    }

    private void bringIn(ImporterKind kind) {
        machine.heap(TestHeap.cma("cma"));
        machine.roster.arrive(new Device(new Listener("gpu0", kind, new ArrayDeque<>()), "test", machine.watch));
        machine.device(
                "display0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).maxSegments(1).build());
    }

    @Test
    void shouldLetOthersMapItWhileADeviceThatJoinsWaits() {
        bringIn(ImporterKind.STATIC);
        buffer.reservation().add(work.issue(), Usage.READ);
        CompletableFuture<Void> joining = joining();

        CompletableFuture<Void> mapping = CompletableFuture.runAsync(
                () -> buffer.attach("gpu0").map(Direction.TO_DEVICE).close());

        assertThat(mapping).succeedsWithin(Duration.ofSeconds(3));
        assertThat(buffer.moves()).isZero();
        work.signal(1);
        assertThat(joining).succeedsWithin(LONG);
        assertThat(buffer.moves()).isEqualTo(1);
    }

    @Test
    void shouldRefuseADeviceAtOnceWhenAnotherKeepsTheBufferHowLongItMayWork() {
        bringIn(ImporterKind.STATIC);
        DeviceMapping keeping = buffer.attach("gpu0").map(Direction.TO_DEVICE);
        buffer.reservation().add(work.issue(), Usage.READ);

        CompletableFuture<Void> joining =
                CompletableFuture.runAsync(() -> buffer.attach("display0").close());

        assertThat(joining)
                .failsWithin(Duration.ofSeconds(3))
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("device gpu0 has it mapped");
        keeping.close();
    }

    @Test
    void shouldRefuseADeviceWhenItsOwnerStopsWhileThatWaits() {
        bringIn(ImporterKind.STATIC);
        buffer.reservation().add(work.issue(), Usage.READ);
        CompletableFuture<Void> joining = joining();

        assertThat(machine.buffers.all().get(0).cut()).isTrue();
        work.signal(1);

        assertThat(joining)
                .failsWithin(LONG)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("its owner's bundle stopped");
        await().untilAsserted(() -> assertThat(heap.buffers()).isZero());
    }

    @Test
    void shouldNotBeWaitedForByAMigrationWhileSomebodyMapsIt() throws Exception {
        Buffer inside = machine.buffers.all().get(0);
        Thread mapping = new Thread(() -> inside.links().reservation().lock());
        mapping.start();
        mapping.join();

        CompletableFuture<Relocation> moving = CompletableFuture.supplyAsync(() ->
                machine.buffers.relocate(inside, any -> true, Optional.empty(), "of a test", new FormerPlaces(0)));

        assertThat(moving).succeedsWithin(Duration.ofSeconds(3)).satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Relocation.Outcome.HELD);
            assertThat(result.why()).contains("mapped");
        });
    }

    @Test
    void shouldMoveOnlyWhenTheWorkIsOver() {
        machine.heap(TestHeap.cma("cma"));
        machine.device(
                "display0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().addressBits(32).maxSegments(1).build());
        buffer.reservation().add(work.issue(), Usage.READ);

        CompletableFuture<Void> joining =
                CompletableFuture.runAsync(() -> buffer.attach("display0").close());

        assertThat(joining).isNotCompleted();
        assertThat(buffer.moves()).isZero();
        work.signal(1);
        assertThat(joining).succeedsWithin(LONG);
        assertThat(buffer.moves()).isEqualTo(1);
        assertThat(buffer.attach("display0").map(Direction.TO_DEVICE).segments())
                .hasSize(1);
    }
}
