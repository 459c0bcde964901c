package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.core.internal.fence.TestFences;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that promised to let go is asked once, in time, and only for a buffer that can move. */
class RevocationTest extends CameraJoins {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> LONG);
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void bringAGpuIn() {
        machine.roster.arrive(new Device(new Listener("gpu0", ImporterKind.REVOCABLE, heard), "test", machine.watch));
    }

    @AfterEach
    void stop() {
        migrations.close();
        machine.fences.close();
    }

    private static void assertDone(Migration migration) {
        assertThat(migration.await(LONG)).isTrue();
        assertThat(migration.status().state()).isEqualTo(State.DONE);
    }

    @Test
    void shouldGetNoMoreTimeForASecondDirectionThatIsMappedMeanwhile() {
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping first = gpu.map(Direction.TO_DEVICE)) {
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");
            await().until(() -> heard.contains("revoked"));
            try (DeviceMapping second = gpu.map(Direction.FROM_DEVICE)) {
                assertDone(migration);

                assertThat(List.of(first.state(), second.state())).containsOnly(MappingState.REVOKED);
                assertThat(heard).containsExactly("revoked", "moved");
            }
        }
    }

    @Test
    void shouldBeAskedAgainForWhatItMapsAfterItLetGo() {
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0")) {
            for (String heap : List.of("cma", "system")) {
                try (DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
                    assertDone(migrations.migrate(List.of(buffer.id()), heap));
                    assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
                }
            }
            assertThat(heard).containsExactly("revoked", "moved", "revoked", "moved");
        }
    }

    @Test
    void shouldBeAskedThoughItsWorkIsNeverDone() {
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0")) {
            DeviceMapping mapping = gpu.map(Direction.TO_DEVICE);
            buffer.reservation().add(work.issue(), Usage.READ);
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");

            await().until(() -> heard.contains("revoked"));
            assertThat(buffer.moves()).as("nothing moves while work is pending").isZero();
            mapping.close();
            work.signal(1);
            assertDone(migration);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldNotBeCutOffInWorkThatItHasAnnounced() {
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            buffer.reservation().add(work.issue(), Usage.READ);
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");
            await().until(() -> heard.contains("revoked"));
            await().pollDelay(Importer.REVOKE_BOUND.plusMillis(50)).until(() -> true);
            MappingState atTheEnd = mapping.state();
            work.signal(1);

            assertDone(migration);
            assertThat(atTheEnd).isEqualTo(MappingState.CURRENT);
            assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
        }
    }

    @Test
    void shouldTakeTheAddressesFromADeviceWhoseWorkNeverEnds() {
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            buffer.reservation().add(work.issue(), Usage.READ);
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");

            await().atMost(Duration.ofSeconds(5)).until(() -> mapping.state() == MappingState.REVOKED);
            work.signal(1);
            assertDone(migration);
        }
    }

    @Test
    void shouldLoseItsAddressesInTimeThoughTheReservationStaysLocked() {
        BundleFences others = new BundleFences(machine.fences, "others");
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE);
                ReservationLock kept = others.lock(List.of(buffer.reservation()), Duration.ZERO)) {
            assertThat(kept.reservations()).hasSize(1);
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");

            assertDone(migration);

            assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldBeLeftAloneWhenTheBufferIsNoLongerMeant() {
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            Buffer inside = machine.buffers.find(buffer.id()).orElseThrow();
            Relocation result =
                    machine.buffers.relocate(inside, any -> false, Optional.empty(), "of a test", new FormerPlaces(0));

            assertThat(result.outcome()).isEqualTo(Relocation.Outcome.NOTHING);
            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void shouldEndNoMigrationWhenAPlanFails() {
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            Buffer inside = machine.buffers.find(buffer.id()).orElseThrow();
            Relocation result = machine.buffers.relocate(
                    inside,
                    any -> {
                        throw new EntrepotException(Reason.IO, "a service keeps its contract: test");
                    },
                    Optional.empty(),
                    "of a test",
                    new FormerPlaces(0));

            assertThat(result.outcome()).isEqualTo(Relocation.Outcome.REFUSED);
            assertThat(result.why()).contains("keeps its contract");
            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
        }
    }

    @Test
    void shouldEndNoMigrationWhenTheStackRunsOver() {
        try (DmaBuf buffer = filled()) {
            Buffer inside = machine.buffers.find(buffer.id()).orElseThrow();
            Relocation result = machine.buffers.relocate(
                    inside,
                    any -> {
                        throw new StackOverflowError();
                    },
                    Optional.empty(),
                    "of a test",
                    new FormerPlaces(0));

            assertThat(result.outcome()).isEqualTo(Relocation.Outcome.FAILED);
            assertThat(machine.failures()).singleElement().satisfies(e -> assertThat(e)
                    .hasRootCauseInstanceOf(StackOverflowError.class));
        }
    }
}
