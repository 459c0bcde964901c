package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Backing;
import org.entrepot.api.BufferPool;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buffers that get their memory when they are first used. */
class LazyBackingTest extends TwoHeaps {
    private Backend plenty;

    @BeforeEach
    void bringEverybodyIn() {
        plenty = machine.heap(system);
        machine.heap(cma);
        machine.device("display0", TestMachine.IOMMU_BUS, Constraints.NONE);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
    }

    private static AllocationRequest request(long bytes) {
        return AllocationRequest.bytes(bytes)
                .devices("display0")
                .backing(Backing.AT_FIRST_USE)
                .build();
    }

    private DmaBuf lazy() {
        return machine.buffers.allocate(request(8192), machine.account);
    }

    private BufferStatus status() {
        return machine.buffers.all().get(0).status();
    }

    @Test
    void shouldHaveNoMemoryAndBeChargedBeforeTheFirstUse() {
        try (DmaBuf buffer = lazy()) {
            assertThat(buffer.exporter()).isEqualTo(DmaBuf.NONE_YET);
            assertThat(buffer.size()).isEqualTo(8192);
            assertThat(status().placement()).isEqualTo(BufferStatus.Placement.NOWHERE);
            assertThat(status().exporter()).isEqualTo(DmaBuf.NONE_YET);
            assertThat(machine.account.status().bytes()).isEqualTo(8192);
        }
        assertThat(system.allocations).hasValue(0);
        assertThat(cma.allocations).hasValue(0);
    }

    @Test
    void shouldTakeMemoryWhenTheCpuFirstAccessesIt() {
        try (DmaBuf buffer = lazy();
                CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            assertThat(access.view().get(8191)).isZero();
            assertThat(buffer.exporter()).isEqualTo("system");
            assertThat(plenty.buffers()).isEqualTo(1);
        }
        assertThat(plenty.buffers()).isZero();
    }

    @Test
    void shouldLetWhoAttachesBeforeTheFirstUseHaveASay() {
        try (DmaBuf buffer = lazy();
                Attachment shown = buffer.attach("display0");
                Attachment camera = buffer.attach("camera0")) {
            assertThat(buffer.exporter()).isEqualTo(DmaBuf.NONE_YET);

            try (DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
                assertThat(mapping.isOpen()).isTrue();
                assertThat(buffer.exporter()).isEqualTo("cma");
                camera.map(Direction.FROM_DEVICE).close();
            }
            assertThat(buffer.moves()).isZero();
            assertThat(system.allocations).hasValue(0);
        }
    }

    @Test
    void shouldSayWhichMappingIsExpectedUntilOneIsAgreedOn() {
        try (DmaBuf buffer = lazy();
                Attachment camera = buffer.attach("camera0")) {
            assertThat(camera.mappingType()).isEqualTo(MappingType.PAGES);
            assertThat(camera.mapper()).isEqualTo("direct0");
            assertThat(camera.negotiation()).isEmpty();

            camera.map(Direction.FROM_DEVICE).close();

            assertThat(camera.negotiation()).hasSize(1);
            assertThat(status().attachments().get(0).negotiation()).hasSize(1);
        }
    }

    @Test
    void shouldForgetWhoDetachedBeforeTheFirstUse() {
        try (DmaBuf buffer = lazy()) {
            buffer.attach("camera0").close();

            buffer.beginCpuAccess(CpuUse.WRITE).close();

            assertThat(buffer.exporter()).isEqualTo("system");
        }
    }

    @Test
    void shouldRefuseAtOnceWhatNobodyCouldServe() {
        machine.device("island0", "island", Constraints.NONE);
        AllocationRequest impossible = AllocationRequest.bytes(1)
                .devices("island0")
                .backing(Backing.AT_FIRST_USE)
                .build();
        assertReason(() -> machine.buffers.allocate(impossible, machine.account), Reason.REFUSED, "island0");

        try (DmaBuf buffer = lazy()) {
            assertReason(() -> buffer.attach("island0"), Reason.REFUSED, "island0", "mapper");
            assertThat(status().attachments()).isEmpty();
        }
    }

    @Test
    void shouldFailTheFirstUseWithTheExplanationAndSucceedLater() {
        try (DmaBuf buffer = lazy();
                Attachment camera = buffer.attach("camera0")) {
            cma.room = 0;
            assertThatThrownBy(() -> camera.map(Direction.FROM_DEVICE))
                    .asInstanceOf(InstanceOfAssertFactories.type(AllocationRefusedException.class))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                    .satisfies(e -> assertThat(e.explanation().verdicts()).hasSize(2));
            assertReason(() -> buffer.beginCpuAccess(CpuUse.READ), Reason.OUT_OF_MEMORY, "cma refused, room");
            assertThat(buffer.exporter()).isEqualTo(DmaBuf.NONE_YET);

            cma.room = Long.MAX_VALUE;
            camera.map(Direction.FROM_DEVICE).close();
            assertThat(buffer.exporter()).isEqualTo("cma");
        }
    }

    @Test
    void shouldGoElsewhereWhenTheBestHeapLeftMeanwhile() {
        try (DmaBuf buffer = lazy()) {
            machine.leave(plenty);

            buffer.beginCpuAccess(CpuUse.WRITE).close();

            assertThat(buffer.exporter()).isEqualTo("cma");
        }
    }

    @Test
    void shouldTakeNoMemoryForABufferWhoseOwnerIsCut() {
        DmaBuf buffer = lazy();
        Attachment shown = buffer.attach("display0");

        assertThat(machine.buffers.all().get(0).cut()).isTrue();

        assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.READ)).isInstanceOf(IllegalStateException.class);
        shown.close();
        buffer.close();
        assertThat(system.allocations).hasValue(0);
    }

    @Test
    void shouldTakeNoMemoryWhenItEndedUnderTheHandsOfItsUser() {
        Device camera = machine.device("camera1", TestMachine.DIRECT_BUS, ONE_RUN_32);
        assertThat(lazy().isOpen()).isTrue();
        Buffer itself = machine.buffers.all().get(0);

        assertThat(itself.cut()).isTrue();

        assertReason(() -> itself.cpuEnters(CpuUse.READ), Reason.GONE, "CPU");
        assertReason(() -> itself.links().attach(camera, Orientation.ROTATE_0), Reason.GONE, "camera1");
        assertThat(system.allocations).hasValue(0);
    }

    @Test
    void shouldLendAndTakeBackBuffersThatWereNeverUsed() {
        try (BufferPool pool =
                machine.buffers.pool(new RecyclingPool.Terms(request(4096), 1, Zeroing.EACH_TIME), machine.account)) {
            long id;
            try (DmaBuf buffer = pool.acquire(Duration.ofSeconds(5))) {
                id = buffer.id();
            }
            machine.roster.changed();
            try (DmaBuf again = pool.acquire(Duration.ofSeconds(5))) {
                assertThat(again.id()).isEqualTo(id);
                assertThat(again.exporter()).isEqualTo(DmaBuf.NONE_YET);
            }
            assertThat(system.allocations).hasValue(0);
        }
    }
}
