package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who joins when the buffers are there is held against them as they are. */
class LateJoinerTest extends CollectionBench {
    private static final Constraints LOW = Constraints.builder().addressBits(32).build();

    @BeforeEach
    void bringDevices() {
        machine.device("near0", TestMachine.DIRECT_BUS, LOW);
        machine.device("behind0", TestMachine.IOMMU_BUS, LOW);
        machine.device("odd0", TestMachine.DIRECT_BUS, Constraints.NONE, MappingType.FD);
    }

    private static Statement by(String device) {
        return Statement.builder().device(device, Direction.TO_DEVICE).build();
    }

    private BufferCollection allocated() {
        BufferCollection collection = open();
        stated(collection, "camera", 2);
        collection.allocate(Duration.ZERO);
        return collection;
    }

    private static void end(BufferCollection collection) {
        ((NegotiatedCollection) collection).end();
    }

    @Test
    void shouldGetReferencesWhenTheBuffersServeIt() {
        BufferCollection collection = allocated();
        try (Seat late = collection.join("late")) {
            assertReason(() -> buffers(late), Reason.BUSY, "silent=[late for");
            late.state(by("behind0"));

            assertThat(ids(late)).isEqualTo(ids(collection.seat("camera")));
            assertThat(heap.allocations).hasValue(2);
            assertThat(machine.buffers.all()).allMatch(buffer -> buffer.status().references() == 3);
        }
        end(collection);
    }

    @Test
    void shouldBeRefusedWithTheExplanationWhenTheMemoryIsBeyondItsReach() {
        BufferCollection collection = allocated();
        try (Seat late = collection.join("late")) {
            assertThatThrownBy(() -> late.state(by("near0")))
                    .isInstanceOfSatisfying(AllocationRefusedException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.BUSY);
                        assertThat(e.explanation().verdicts().get(0).refusals())
                                .singleElement()
                                .satisfies(refusal ->
                                        assertThat(refusal.constraint()).isEqualTo(Constraint.ADDRESS_BITS))
                                .satisfies(refusal ->
                                        assertThat(refusal.participant()).isEqualTo("near0"));
                    })
                    .hasMessageContainingAll("participant=late", "in system", "address bits");

            assertThat(collection.silent()).containsExactly("late");
            assertThat(machine.buffers.all()).allMatch(buffer -> buffer.status().references() == 2);
            late.state(by("behind0"));
            assertThat(buffers(late)).hasSize(2);
        }
        end(collection);
    }

    @Test
    void shouldBeRefusedWhenNoMappingTypeIsAgreedOn() {
        BufferCollection collection = allocated();
        try (Seat late = collection.join("late")) {
            assertReason(() -> late.state(by("odd0")), Reason.BUSY, "mapping type: odd0");
            assertReason(() -> late.state(by("nosuch")), Reason.UNKNOWN, "device=nosuch");
        }
        end(collection);
    }

    @Test
    void shouldBeRefusedWhenItsOwnConstraintsAreBroken() {
        BufferCollection collection = allocated();
        try (Seat late = collection.join("library")) {
            AlternativeGroup none = new AlternativeGroup("reach", List.of(LOW, LOW));
            AlternativeGroup second = new AlternativeGroup("reach", List.of(LOW, Constraints.NONE));
            assertReason(
                    () -> late.state(Statement.builder().constraints(LOW).build()),
                    Reason.BUSY,
                    "library wants 32 bits");
            assertReason(
                    () -> late.state(Statement.builder().alternatives(none).build()),
                    Reason.BUSY,
                    "library wants 32 bits");
            late.state(Statement.builder().alternatives(second).build());
            assertThat(buffers(late)).hasSize(2);
        }
        end(collection);
    }

    @Test
    void shouldBeRefusedWhenTheImageIsLaidOutOtherwise() {
        BufferCollection collection = collections.open(
                AllocationRequest.image(100, 40, PixelFormat.NV12).build(), machine.account);
        stated(collection, "camera", 1);
        collection.allocate(Duration.ZERO);
        try (Seat late = collection.join("library")) {
            assertReason(
                    () -> late.state(Statement.builder()
                            .constraints(
                                    Constraints.builder().strideAlignment(64).build())
                            .build()),
                    Reason.BUSY,
                    "stride alignment: library wants multiples of 64 bytes");
        }
        end(collection);
    }

    @Test
    void shouldBeRefusedWhenDevicesMayNotDoWithTheMemoryWhatItWill() {
        heap.capabilities = Capabilities.between(0x1_0000_0000L, 0x1_ffff_ffffL)
                .deviceAccess(Direction.TO_DEVICE)
                .build();
        BufferCollection collection = allocated();
        try (Seat late = collection.join("late")) {
            assertReason(
                    () -> late.state(Statement.builder()
                            .device("behind0", Direction.FROM_DEVICE)
                            .build()),
                    Reason.BUSY,
                    "usage: behind0 wants FROM_DEVICE");
            late.state(by("behind0"));
        }
        end(collection);
    }

    @Test
    void shouldBeRefusedWhenTheCpuDoesNotReachTheMemory() {
        heap.capabilities = Capabilities.between(0x1_0000_0000L, 0x1_ffff_ffffL)
                .coherencyDomain(CoherencyDomain.INACCESSIBLE)
                .build();
        BufferCollection collection = allocated();
        try (Seat late = collection.join("player")) {
            assertReason(
                    () -> late.state(Statement.builder().cpuUse(CpuUse.READ).build()),
                    Reason.BUSY,
                    "CPU access",
                    "player");
        }
        end(collection);
    }

    @Test
    void shouldManageWithTheBuffersThereAre() {
        BufferCollection collection = allocated();
        try (Seat late = collection.join("late")) {
            assertReason(() -> late.state(needs(1)), Reason.BUSY, "buffers=2", "wanted in all=3");

            collection.seat("camera").close();
            late.state(needs(2));
            assertThat(buffers(late)).hasSize(2);
        }
        end(collection);
    }

    @Test
    void shouldTakeThePlaceOfOneWhoLeavesWhenTheBuffersAreThere() {
        BufferCollection collection = allocated();
        Seat camera = collection.seat("camera");
        List<DmaBuf> cameras = buffers(camera);

        try (Seat next = camera.replace("camera2")) {
            assertThat(cameras).noneMatch(DmaBuf::isOpen);
            assertThat(heap.live).hasValue(2);
            next.state(needs(2));
            assertThat(buffers(next)).hasSize(2);
        }
        end(collection);
    }
}
