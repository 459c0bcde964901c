package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.core.internal.fence.TestFences;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.fence.Fence;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.Test;

/** Who is about to map a buffer while its owner's bundle stops. */
class EndedBufferTest {
    private final TestMachine machine = new TestMachine();

    @Test
    void shouldNotBeMappedWhenItEndedUnderTheHandsOfItsUser() {
        machine.heap(TestHeap.system("system"));
        Device device = machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
        long id = machine.buffers
                .allocate(AllocationRequest.bytes(4096).devices("camera0").build(), machine.account)
                .id();
        Buffer buffer = machine.buffers.all().get(0);
        DeviceLink link = buffer.links().attach(device, Orientation.ROTATE_0);

        assertThat(buffer.id()).isEqualTo(id);
        assertThat(buffer.cut()).isTrue();

        assertThatThrownBy(() -> link.map(Direction.TO_DEVICE))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }

    @Test
    void shouldBlameNobodyForABracketThatOutlivesIt() {
        TestHeap heap = TestHeap.system("system");
        heap.behaviour = request -> new LameMemory(heap.serve(request), LameMemory.Part.END, () -> {
            if (heap.live.get() == 0) {
                throw new IllegalStateException("a bracket is of open memory");
            }
        });
        Backend backend = machine.heap(heap);
        DmaBuf reference =
                machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account);
        CpuAccess access = reference.beginCpuAccess(CpuUse.WRITE);

        assertThat(machine.buffers.all().get(0).cut()).isTrue();
        access.close();
        reference.close();

        assertThat(backend.traffic().faults()).isZero();
    }

    @Test
    void shouldBeginNoBracketThatWaitedForWorkWhileItsOwnerStopped() {
        Backend backend = machine.heap(TestHeap.system("system"));
        DmaBuf owned = machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account);
        DmaBuf reference = machine.buffers.open(owned.id());
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        reference.reservation().add(work.issue(), Usage.WRITE);
        CompletableFuture<CpuAccess> beginning =
                CompletableFuture.supplyAsync(() -> reference.beginCpuAccess(CpuUse.READ));
        await().pollDelay(Duration.ofMillis(100)).until(() -> !beginning.isDone());

        assertThat(machine.buffers.all().get(0).cut()).isTrue();
        work.signal(1);

        assertThat(beginning)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("a buffer is used while it lives");
        await().untilAsserted(() -> assertThat(backend.buffers()).isZero());
        assertThat(backend.traffic().faults()).isZero();
    }

    @Test
    void shouldMapNothingIntoMemoryThatWasGivenBack() {
        machine.heap(TestHeap.system("system"));
        Placement place;
        try (DmaBuf buffer =
                machine.buffers.allocate(AllocationRequest.bytes(4096).build(), machine.account)) {
            place = Objects.requireNonNull(
                    machine.buffers.find(buffer.id()).orElseThrow().placement());
        }

        TwoHeaps.assertReason(
                () -> TiedAddresses.of(
                        place,
                        () -> {
                            throw new AssertionError("nobody maps");
                        },
                        machine.failures::add),
                Reason.GONE,
                "a buffer is mapped while it has its memory");
        TwoHeaps.assertReason(place::view, Reason.GONE, "until it is given back");
        TwoHeaps.assertReason(() -> place.beginAccess(CpuUse.READ), Reason.GONE, "until it is given back");
    }

    @Test
    void shouldSayThatTheAddressesAreGoneWhenItsOwnerStopsUnderWhoMapsIt() {
        Backend backend = machine.heap(TestHeap.system("system"));
        DeviceMapping mapping = mappedByAnother();

        assertThat(machine.buffers.all().get(0).cut()).isTrue();

        assertThat(backend.buffers()).as("nobody was at work").isZero();
        assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
        TwoHeaps.assertReason(mapping::segments, Reason.GONE, "camera0");
        TwoHeaps.assertReason(mapping::remap, Reason.GONE, "owner's bundle stopped");
        mapping.close();
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void shouldLetAnnouncedWorkEndByTheAddressesThatItGoesByWhenItsOwnerStops() throws Exception {
        Backend backend = machine.heap(TestHeap.system("system"));
        DeviceMapping mapping = mappedByAnother();
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        Fence first = work.issue();
        mapping.reservation().add(first, Usage.WRITE);

        assertThat(machine.buffers.all().get(0).cut()).isTrue();
        assertThat(mapping.state()).as("more is to be announced by no mapping").isEqualTo(MappingState.STALE);
        assertThat(mapping.segments()).isNotEmpty();
        mapping.reservation().add(work.issue(), Usage.WRITE);
        work.signal(1);
        CountDownLatch looked = new CountDownLatch(1);
        machine.fences.after(first, looked::countDown);
        assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(backend.buffers()).as("somebody is at work").isEqualTo(1);
        assertThat(mapping.segments()).isNotEmpty();
        work.signal(2);
        await().untilAsserted(() -> assertThat(backend.buffers()).isZero());
        assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
    }

    @Test
    void shouldEndThoughAThreadIsInterruptedAndTheReservationLocked() {
        Backend backend = machine.heap(TestHeap.system("system"));
        DeviceMapping mapping = mappedByAnother();
        BundleFences others = new BundleFences(machine.fences, "others");
        try (ReservationLock kept = others.lock(List.of(mapping.reservation()), Duration.ZERO)) {
            assertThat(kept.reservations()).hasSize(1);
            Thread.currentThread().interrupt();

            assertThat(machine.buffers.all().get(0).cut()).isTrue();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(backend.buffers()).isZero();
            assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
        }
    }

    private DeviceMapping mappedByAnother() {
        machine.device("camera0", TestMachine.DIRECT_BUS, Constraints.NONE);
        DmaBuf owned = machine.buffers.allocate(
                AllocationRequest.bytes(4096).devices("camera0").build(), machine.account);
        return machine.buffers.open(owned.id()).attach("camera0").map(Direction.TO_DEVICE);
    }
}
