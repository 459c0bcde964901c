package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.TestMapper;
import org.entrepot.core.internal.fence.TestFences;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of mappings when the buffer moves under them. */
class MovedMappingTest extends CameraJoins {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> LONG);
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        migrations.close();
        machine.fences.close();
    }

    private void device(ImporterKind kind) {
        device(kind, heard);
    }

    private void device(ImporterKind kind, Queue<String> told) {
        machine.roster.arrive(new Device(new Listener("gpu0", kind, told), "test", machine.watch));
    }

    private State migrated(DmaBuf buffer) {
        Migration migration = migrations.migrate(List.of(buffer.id()), "cma");
        assertThat(migration.await(LONG)).isTrue();
        return migration.status().state();
    }

    @Test
    void shouldKeepTheOldPlaceForADynamicDeviceUntilItUnmaps() {
        device(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0")) {
            DeviceMapping stale = gpu.map(Direction.TO_DEVICE);
            List<Segment> before = stale.segments();

            assertThat(migrated(buffer)).isEqualTo(State.DONE);
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(stale.state()).isEqualTo(MappingState.STALE);
            assertThat(stale.segments()).isEqualTo(before);
            assertThat(heard).containsExactly("moved");
            assertThat(system.live).hasValue(1);
            try (DeviceMapping current = gpu.map(Direction.TO_DEVICE)) {
                assertThat(current.state()).isEqualTo(MappingState.CURRENT);
            }

            stale.close();
            assertThat(stale.state()).isEqualTo(MappingState.CLOSED);
            assertThat(system.live).hasValue(0);
            assertThat(plenty.buffers()).isZero();
            assertFilled(buffer);
        }
    }

    private MappingLayer betterMapper() {
        TestMapper better = new TestMapper("iommu1", TestMachine.IOMMU_BUS, true);
        MappingLayer layer = new MappingLayer(better, "test", () -> 1, machine.watch);
        machine.roster.arrive(layer);
        return layer;
    }

    private void leave(MappingLayer layer) {
        layer.leases().drain(LONG);
        machine.roster.depart(layer);
    }

    /** A backend's bundle may bring heap and mapper: they leave one after the other, and what was mapped goes on. */
    @Test
    void shouldBeMappedAgainByWhoServesTheDeviceWhenItsMapperLeftAfterTheMove() {
        MappingLayer layer = betterMapper();
        device(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping stale = gpu.map(Direction.TO_DEVICE)) {
            assertThat(migrated(buffer)).isEqualTo(State.DONE);
            assertThat(gpu.mapper()).isEqualTo("iommu1");
            leave(layer);

            stale.remap();

            assertThat(stale.state()).isEqualTo(MappingState.CURRENT);
            assertThat(gpu.mapper()).isEqualTo("iommu0");
        }
    }

    @Test
    void shouldTellADeviceOfAMoveWhenWhoMappedForItHasLeft() {
        MappingLayer layer = betterMapper();
        device(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping stale = gpu.map(Direction.TO_DEVICE)) {
            assertThat(gpu.mapper()).isEqualTo("iommu1");
            leave(layer);

            assertThat(migrated(buffer)).isEqualTo(State.DONE);
            assertThat(stale.state()).isEqualTo(MappingState.STALE);
            assertThat(heard).containsExactly("moved");

            stale.remap();
            assertThat(stale.state()).isEqualTo(MappingState.CURRENT);
            assertThat(gpu.mapper()).isEqualTo("iommu0");
        }
    }

    @Test
    void shouldGiveBothPlacesBackWhenTheBufferEndsUnderAStaleMapping() {
        device(ImporterKind.DYNAMIC);
        DmaBuf buffer = filled();
        Attachment gpu = buffer.attach("gpu0");
        DeviceMapping stale = gpu.map(Direction.TO_DEVICE);
        assertThat(migrated(buffer)).isEqualTo(State.DONE);

        assertThat(machine.buffers.all().get(0).cut()).isTrue();
        assertThat(system.live).hasValue(0);
        assertThat(cma.live).hasValue(0);
        stale.close();
        gpu.close();
        buffer.close();
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void shouldMoveSoonWhenARevocableDeviceLetsGo() {
        device(ImporterKind.REVOCABLE);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0")) {
            DeviceMapping mapping = gpu.map(Direction.TO_DEVICE);
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");
            await().until(() -> heard.contains("revoked"));
            mapping.close();

            assertThat(migration.await(LONG)).isTrue();
            assertThat(migration.status().state()).isEqualTo(State.DONE);
            assertThat(heard).containsExactly("revoked", "moved");
            assertFilled(buffer);
        }
    }

    @Test
    void shouldTakeTheAddressesAwayWhenARevocableDeviceDoesNotLetGo() {
        device(ImporterKind.REVOCABLE);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            assertThat(migrated(buffer)).isEqualTo(State.DONE);

            assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
            assertReason(mapping::segments, Reason.GONE, "gpu0");
            assertThat(system.live).hasValue(0);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldLeadToTheNewPlaceWhenAStaleMappingIsRenewed() {
        device(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            List<Segment> before = mapping.segments();
            mapping.remap();
            assertThat(mapping.segments()).as("of a current mapping").isSameAs(before);
            assertThat(migrated(buffer)).isEqualTo(State.DONE);

            mapping.remap();

            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(mapping.segments()).isNotEqualTo(before);
            assertThat(system.live).hasValue(0);
        }
        assertThat(cma.live).hasValue(0);
    }

    @Test
    void shouldLeadToTheNewPlaceWhenARevokedMappingIsRenewed() {
        device(ImporterKind.REVOCABLE);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0")) {
            DeviceMapping mapping = gpu.map(Direction.TO_DEVICE);
            assertThat(migrated(buffer)).isEqualTo(State.DONE);

            mapping.remap();

            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(mapping.segments()).isNotEmpty();
            mapping.close();
            assertThatThrownBy(mapping::remap).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(mapping::reservation).isInstanceOf(IllegalStateException.class);
            assertThat(machine.failures()).isEmpty();
        }
    }

    @Test
    void shouldTakeNothingAwayWhenNobodyCouldHaveTheBuffer() {
        device(ImporterKind.REVOCABLE);
        machine.leave(scarce);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            machine.roster.disable("system");
            Migration drain = migrations.drained(plenty, Duration.ofMillis(700));

            assertThat(drain.await(LONG)).isTrue();
            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void shouldLetADeviceAnnounceWorkThatIsToldOfTheMove() {
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        DmaBuf[] moving = new DmaBuf[1];
        device(ImporterKind.DYNAMIC, new ConcurrentLinkedQueue<>() {
            @Override
            public boolean add(String what) {
                moving[0].reservation().add(work.issue(), Usage.READ);
                return super.add(what);
            }
        });
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            moving[0] = buffer;
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");

            assertThat(migration.await(Duration.ofSeconds(5))).isTrue();
            assertThat(mapping.state()).isEqualTo(MappingState.STALE);
            assertThat(machine.failures()).isEmpty();
            work.close();
        }
        await().untilAsserted(() -> assertThat(machine.buffers.all()).isEmpty());
    }

    @Test
    void shouldNotMoveUnderWorkThatWasAnnouncedWhileMemoryWasFound() {
        Timeline work = TestFences.timeline(machine.fences, "work", Duration.ofSeconds(10));
        device(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = filled();
                Attachment gpu = buffer.attach("gpu0");
                DeviceMapping mapping = gpu.map(Direction.TO_DEVICE)) {
            cma.behaviour = request -> {
                if (work.issued() == 0) {
                    Future<?> announcing = CompletableFuture.runAsync(
                            () -> buffer.reservation().add(work.issue(), Usage.READ));
                    assertThat(announcing).succeedsWithin(Duration.ofSeconds(5));
                }
                return cma.serve(request);
            };
            Migration migration = migrations.migrate(List.of(buffer.id()), "cma");
            await().until(() -> !migration.status().left().isEmpty());

            assertThat(buffer.exporter()).isEqualTo("system");
            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(cma.live).hasValue(0);
            work.signal(1);
            assertThat(migration.await(LONG)).isTrue();
            assertThat(mapping.state()).isEqualTo(MappingState.STALE);
            assertFilled(buffer);
        }
    }
}
