package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Pin;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.Hang;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.roster.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Heaps leave, are drained and return, and buffers with them. */
class MigrationsTest extends CameraJoins {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> SHORT);

    @AfterEach
    void stop() {
        migrations.close();
    }

    private void leave(Backend backend) {
        machine.leave(backend);
        migrations.left(backend);
        await().until(() -> !migrations.isLeaving(backend));
    }

    private List<Notice.BufferStranded> strandings() {
        return machine.notices.stream()
                .filter(Notice.BufferStranded.class::isInstance)
                .map(Notice.BufferStranded.class::cast)
                .toList();
    }

    private BufferStatus.Placement placement() {
        return machine.buffers.all().get(0).status().placement();
    }

    @Test
    void shouldMoveContentsAndKeepTheNumberWhenAHeapLeaves() {
        try (DmaBuf buffer = filled()) {
            long id = buffer.id();
            leave(plenty);

            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(buffer.id()).isEqualTo(id);
            assertThat(buffer.moves()).isEqualTo(1);
            assertFilled(buffer);
            assertThat(system.live).hasValue(0);
            assertThat(scarce.traffic().movedIn()).isEqualTo(1);
            assertThat(plenty.traffic().movedOut()).isEqualTo(1);
            assertThat(strandings()).isEmpty();
        }
    }

    @Test
    void shouldWaitForAllMovesThatAreUnderWayOneDeadlineLongWhenItEnds() {
        Duration second = Duration.ofSeconds(1);
        Migrations ending = new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> second);
        Hang hang = new Hang();
        cma.behaviour = request -> {
            hang.stubborn();
            return cma.serve(request);
        };
        List<DmaBuf> moving = List.of(allocate(4096), allocate(4096), allocate(4096), allocate(4096));
        List<Migration> journeys = moving.stream()
                .map(buffer -> ending.migrate(List.of(buffer.id()), "cma"))
                .toList();
        await().until(() -> hang.inside.get() == moving.size());
        long began = System.nanoTime();

        ending.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(second, second.multipliedBy(3));
        hang.close();
        assertThat(journeys).allMatch(journey -> journey.await(LONG));
        moving.forEach(DmaBuf::close);
    }

    @Test
    void shouldStrandWhatAStaticDeviceHasMappedAndTellOfItOnce() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0");
                DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
            leave(plenty);

            assertThat(buffer.exporter()).isEqualTo("system");
            assertThat(placement()).isEqualTo(BufferStatus.Placement.STRANDED);
            assertThat(mapping.segments()).isNotEmpty();
            assertThat(strandings()).singleElement().satisfies(told -> assertThat(told.why())
                    .contains("display0 has it mapped"));
        }
    }

    @Test
    void shouldMoveOnceTheMappingIsClosedWithinTheDeadline() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            DeviceMapping mapping = shown.map(Direction.TO_DEVICE);
            machine.roster.disable("system");
            Migration drain = migrations.drained(plenty, LONG);
            assertThat(drain.await(SHORT)).isFalse();
            mapping.close();

            assertThat(drain.await(LONG)).isTrue();
            assertThat(drain.status().state()).isEqualTo(State.DONE);
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertFilled(buffer);
            shown.map(Direction.TO_DEVICE).close();
        }
    }

    @Test
    void shouldStayWhereItIsPinnedOrTheCpuIsAtWork() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            try (Pin pin = shown.pin()) {
                assertThat(pin.isOpen()).isTrue();
                assertLeft("has it pinned");
            }
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
                assertThat(access.use()).isEqualTo(CpuUse.READ);
                assertLeft("the CPU has it open");
            }
            assertThat(moved("cma").state()).isEqualTo(State.DONE);
            assertFilled(buffer);
        }
    }

    private void assertLeft(String why) {
        MigrationStatus status = moved("cma");
        assertThat(status.state()).isEqualTo(State.INCOMPLETE);
        assertThat(status.left()).singleElement().satisfies(left -> assertThat(left.why())
                .contains(why));
    }

    private MigrationStatus moved(String heap) {
        Migration migration =
                migrations.migrate(List.of(machine.buffers.all().get(0).id()), heap);
        assertThat(migration.await(LONG)).isTrue();
        return migration.status();
    }

    @Test
    void shouldLeaveABufferWhereItIsWhenTheHeapCannotServeItsDevices() {
        try (DmaBuf buffer = allocate(4096, "camera0")) {
            MigrationStatus status = moved("system");

            assertThat(status.state()).isEqualTo(State.INCOMPLETE);
            assertThat(status.left()).singleElement().satisfies(left -> assertThat(left.why())
                    .contains("system refused", "camera0"));
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
    }

    @Test
    void shouldRefuseToMoveWhatIsNotThereOrToWhereNobodyIs() {
        assertReason(() -> migrations.migrate(List.of(77L), "cma"), Reason.UNKNOWN, "buffer=77");
        assertReason(() -> migrations.migrate(List.of(), "attic"), Reason.UNKNOWN, "heap=attic");
    }

    @Test
    void shouldCopyNothingWhenTheBufferIsIdleInAPool() {
        try (RecyclingPool pool = machine.buffers.pool(
                new RecyclingPool.Terms(AllocationRequest.bytes(SIZE).build(), 1, Zeroing.WHEN_FRESH),
                machine.account)) {
            pool.tryAcquire().orElseThrow().close();
            leave(plenty);

            assertThat(machine.buffers.all()).singleElement().satisfies(idle -> {
                assertThat(idle.status().exporter()).isEqualTo("cma");
                assertThat(idle.cpuWrittenBytes()).isZero();
            });
        }
    }

    @Test
    void shouldAdoptAStrandedBufferWhenItsHeapReturns() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0");
                DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
            leave(plenty);
            Backend returned = machine.heap(system);
            migrations.arrived(returned);

            assertThat(placement()).isEqualTo(BufferStatus.Placement.AT_HOME);
            assertThat(buffer.moves()).isZero();
            assertThat(plenty.buffers()).isZero();
            assertThat(returned.buffers()).isEqualTo(1);
            assertThat(machine.notices).hasAtLeastOneElementOfType(Notice.BufferAdopted.class);
            assertThat(mapping.segments()).isNotEmpty();
        }
    }

    @Test
    void shouldMoveAStrandedBufferWhenAnotherHeapComesThatCanTakeIt() {
        machine.leave(scarce);
        try (DmaBuf buffer = filled()) {
            leave(plenty);
            assertThat(strandings()).hasSize(1);
            migrations.arrived(machine.heap(cma));

            await().until(() -> buffer.exporter().equals("cma"));
            assertFilled(buffer);
        }
    }

    @Test
    void shouldStopEveryDrainWhenTheHeapServesAgain() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0");
                DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
            assertThat(mapping.isOpen()).isTrue();
            machine.roster.disable("system");
            Migration first = migrations.drained(plenty, LONG);
            Migration second = migrations.drained(plenty, LONG);
            machine.roster.enable("system");
            migrations.enabled("system");

            assertThat(first.await(LONG)).isTrue();
            assertThat(second.await(LONG)).isTrue();
            assertThat(List.of(first.status().state(), second.status().state())).containsOnly(State.CANCELLED);
            assertThat(buffer.moves()).isZero();
            assertThat(strandings()).isEmpty();
        }
    }

    @Test
    void shouldNotMoveABufferIntoTheHeapThatItWasToLeave() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            DeviceMapping mapping = shown.map(Direction.TO_DEVICE);
            machine.roster.disable("system");
            Migration drain = migrations.drained(plenty, LONG);
            machine.roster.enable("system");
            mapping.close();

            assertThat(drain.await(LONG)).isTrue();
            assertThat(buffer.exporter()).isEqualTo("system");
            assertThat(buffer.moves()).isZero();
        }
    }

    @Test
    void shouldStrandNothingWhenTheEngineStops() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0");
                DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
            assertThat(mapping.isOpen()).isTrue();
            machine.roster.disable("system");
            Migration drain = migrations.drained(plenty, LONG);
            migrations.close();

            assertThat(drain.await(LONG)).isTrue();
            assertThat(strandings()).isEmpty();
        }
    }

    @Test
    void shouldMoveNothingWhenItIsClosed() {
        migrations.close();
        try (DmaBuf buffer = filled()) {
            leave(plenty);

            assertThat(buffer.exporter()).isEqualTo("system");
            assertFilled(buffer);
        }
    }
}
