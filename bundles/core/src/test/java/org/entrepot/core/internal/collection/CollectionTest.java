package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Backing;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.CollectionStatus.ParticipantStatus;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

class CollectionTest extends CollectionBench {
    @Test
    void shouldGiveEachParticipantReferencesOfItsOwnToTheSameBuffers() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2);
                Seat encoder = stated(collection, "encoder", 1)) {
            assertThat(collection.allocate(Duration.ZERO)).isEqualTo(3);

            assertThat(ids(camera)).hasSize(3).isEqualTo(ids(encoder));
            assertThat(buffers(camera)).doesNotContainAnyElementsOf(buffers(encoder));
            assertThat(buffers(camera)).allMatch(buffer -> buffer.name().equals("frames"));
            assertThat(machine.account.status().bytes()).isEqualTo(3 * 4096);
        }
    }

    @Test
    void shouldServeTheDevicesOfAllParticipants() {
        Constraints low = Constraints.builder().addressBits(32).build();
        machine.device("camera0", TestMachine.IOMMU_BUS, low);
        machine.device("display0", TestMachine.IOMMU_BUS, Constraints.NONE);
        try (BufferCollection collection = open();
                Seat camera = collection.join("camera");
                Seat display = collection.join("display")) {
            camera.state(
                    Statement.builder().device("camera0", Direction.FROM_DEVICE).build());
            display.state(
                    Statement.builder().device("display0", Direction.TO_DEVICE).build());
            collection.allocate(Duration.ZERO);

            assertThat(collection.explain().request().devices()).containsExactly("camera0", "display0");
            buffers(display).get(0).attach("display0").close();
            buffers(camera).get(0).attach("camera0").close();
        }
    }

    @Test
    void shouldKeepWhatAParticipantNeedsThatIsNoDevice() {
        TestHeap low = TestHeap.cma("cma");
        machine.heap(low);
        Constraints reach = Constraints.builder().addressBits(32).build();
        AlternativeGroup either = new AlternativeGroup(
                "reach", List.of(Constraints.builder().addressBits(20).build(), reach));
        try (BufferCollection collection = open();
                Seat library = collection.join("library")) {
            assertThat(collection.explain().chosen())
                    .hasValueSatisfying(chosen -> assertThat(chosen.exporter()).isEqualTo("system"));
            library.state(Statement.builder().alternatives(either).build());

            assertThat(collection.explain().chosen())
                    .hasValueSatisfying(chosen -> assertThat(chosen.exporter()).isEqualTo("cma"));
            collection.allocate(Duration.ZERO);
            assertThat(buffers(library)).extracting(DmaBuf::exporter).containsExactly("cma");
        }
        assertThat(low.live).hasValue(0);
    }

    @Test
    void shouldAllocateOnceWhenCalledAgain() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2)) {
            collection.allocate(Duration.ZERO);
            assertThat(collection.allocate(Duration.ZERO)).isEqualTo(2);

            assertThat(heap.allocations).hasValue(2);
            assertThat(buffers(camera)).isEqualTo(buffers(camera));
        }
    }

    @Test
    void shouldKeepTheOthersBuffersWhenAParticipantLeaves() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1)) {
            Seat encoder = stated(collection, "encoder", 1);
            collection.allocate(Duration.ZERO);
            List<DmaBuf> encoders = buffers(encoder);

            encoder.close();
            encoder.close();

            assertThat(encoders).noneMatch(DmaBuf::isOpen);
            assertThat(encoder.isOpen()).isFalse();
            assertThat(buffers(camera)).hasSize(2).allMatch(DmaBuf::isOpen);
            assertThatIllegalStateException().isThrownBy(() -> buffers(encoder));
        }
    }

    @Test
    void shouldLeaveTheBuffersToThoseWhoAreSeatedWhenClosed() {
        BufferCollection collection = open();
        Seat camera = stated(collection, "camera", 2);
        Seat quiet = stated(collection, "quiet", 0);
        collection.allocate(Duration.ZERO);

        quiet.close();
        collection.close();
        collection.close();

        assertThat(collection.isOpen()).isFalse();
        assertThat(camera.isOpen()).isTrue();
        assertThat(buffers(camera)).hasSize(2).allMatch(DmaBuf::isOpen);
        assertThat(collections.statuses()).singleElement().returns(CollectionStatus.State.CLOSED, s -> s.state());
        assertThatIllegalStateException().isThrownBy(() -> collection.join("late"));
        assertThatIllegalStateException().isThrownBy(() -> collection.allocate(Duration.ZERO));
        camera.close();
        assertThat(collections.statuses()).isEmpty();
        assertThat(heap.live).hasValue(0);
    }

    @Test
    void shouldTellTheSeatsWhenClosedBeforeThereAreBuffers() {
        BufferCollection collection = open();
        Seat camera = stated(collection, "camera", 1);
        Seat silent = collection.join("silent");

        collection.close();

        assertThat(camera.isOpen()).isFalse();
        assertReason(() -> buffers(camera), Reason.GONE, "participant=camera", "collection=" + collection.id());
        assertReason(() -> silent.state(needs(1)), Reason.GONE, "participant=silent");
        assertReason(() -> silent.replace("next"), Reason.GONE, "participant=silent");
        camera.close();
        assertThatIllegalStateException().isThrownBy(() -> buffers(camera));
    }

    @Test
    void shouldStateOnce() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> camera.state(needs(1)))
                    .withMessageContaining("participant=camera");
        }
    }

    @Test
    void shouldBeAbleToStateAgainWhenAStatementWasRefused() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1000);
                Seat encoder = collection.join("encoder")) {
            assertReason(() -> encoder.state(needs(25)), Reason.LIMIT, "participant=encoder", "buffers=1025");
            assertThat(collection.silent()).containsExactly("encoder");

            encoder.state(needs(1));
            assertThat(collection.silent()).isEmpty();
            assertThat(camera.isOpen()).isTrue();
        }
    }

    @Test
    void shouldWaitForTheNewcomerWhenASeatIsReplaced() {
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 1)) {
            Seat old = stated(collection, "encoder", 500);
            try (Seat next = old.replace("better")) {
                assertThat(old.isOpen()).isFalse();
                assertThat(collection.silent()).containsExactly("better");
                assertReason(() -> collection.allocate(Duration.ZERO), Reason.BUSY, "silent=[better");

                next.state(needs(2));
                assertThat(collection.allocate(Duration.ZERO)).isEqualTo(3);
                assertThat(ids(next)).isEqualTo(ids(camera));
            }
        }
    }

    @Test
    void shouldReplaceAParticipantByOneOfItsName() {
        try (BufferCollection collection = open();
                Seat camera = collection.join("camera");
                Seat again = collection.seat("camera").replace("camera")) {
            assertThat(camera.isOpen()).isFalse();
            assertThat(again.isOpen()).isTrue();
            assertThat(again.collection()).isEqualTo(collection.id());
        }
    }

    @Test
    void shouldSeatANameOnce() {
        try (BufferCollection collection = open();
                Seat camera = collection.join("camera");
                Seat encoder = collection.join("encoder")) {
            assertReason(() -> collection.join("camera"), Reason.BUSY, "participant=camera");
            assertReason(() -> encoder.replace("camera"), Reason.BUSY, "participant=camera");
            assertThat(encoder.isOpen()).isTrue();
            assertThat(camera.isOpen()).isTrue();
        }
    }

    @Test
    void shouldRefuseNamesThatCannotBeShown() {
        try (BufferCollection collection = open()) {
            for (String name : List.of("", " ", "a\nb", "x".repeat(32))) {
                assertThatIllegalArgumentException().isThrownBy(() -> collection.join(name));
            }
        }
    }

    @Test
    void shouldNameThoseWhoAreSeatedWhenAnotherIsLookedFor() {
        try (BufferCollection collection = open();
                Seat camera = collection.join("camera")) {
            assertThat(collection.seat("camera")).isSameAs(camera);
            assertReason(() -> collection.seat("nosuch"), Reason.UNKNOWN, "participant=nosuch", "[camera]");
        }
    }

    @Test
    void shouldBeJoinedByOtherBundlesWhileItIsOpen() {
        BufferCollection collection = open();
        try (Seat encoder = collections.join(collection.id(), "encoder", other)) {
            assertThat(collections.statuses())
                    .singleElement()
                    .extracting(CollectionStatus::participants)
                    .asInstanceOf(InstanceOfAssertFactories.list(ParticipantStatus.class))
                    .singleElement()
                    .returns("org.example.other", ParticipantStatus::bundle);
            encoder.state(needs(1));
            collection.allocate(Duration.ZERO);
            assertThat(machine.account.status().buffers()).isEqualTo(1);
            assertThat(other.status().buffers()).isZero();
            collection.close();
            assertReason(() -> collections.join(collection.id(), "late", other), Reason.UNKNOWN, "collection=");
        }
        assertReason(() -> collections.join(4711, "late", other), Reason.UNKNOWN, "collection=4711");
    }

    @Test
    void shouldRefuseMemoryThatIsTakenLater() {
        AllocationRequest later =
                AllocationRequest.bytes(1).backing(Backing.AT_FIRST_USE).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> collections.open(later, machine.account))
                .withMessageContaining("AT_FIRST_USE");
    }
}
