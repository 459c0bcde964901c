package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.control.BufferStatus.Placement;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.TestMapper;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.junit.jupiter.api.Test;

class BuffersTest extends TwoHeaps {
    @Test
    void shouldCountAReferenceOnceWhenClosedTwice() {
        machine.heap(system);
        DmaBuf first = allocate(4096);
        DmaBuf second = first.duplicate();

        first.close();
        first.close();

        assertThat(second.isOpen()).isTrue();
        assertThat(system.live).hasValue(1);
        second.close();
    }

    @Test
    void shouldRefuseEveryUseWhenTheReferenceIsClosed() {
        machine.heap(system);
        machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN_32);
        DmaBuf buffer = allocate(4096, "camera0");
        Attachment attachment = buffer.attach("camera0");
        buffer.close();
        attachment.close();

        assertThatThrownBy(() -> buffer.attach("camera0")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.READ)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::duplicate).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> attachment.map(Direction.TO_DEVICE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldKeepTheMemoryWhileAnythingIsOpen() {
        machine.heap(system);
        machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN_32);
        DmaBuf buffer = allocate(4096);
        Attachment attachment = buffer.attach("camera0");
        DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE);
        CpuAccess access = buffer.beginCpuAccess(CpuUse.READ);

        buffer.close();
        attachment.close();
        mapping.close();
        assertThat(system.live).hasValue(1);
        access.close();

        assertThat(system.live).hasValue(0);
    }

    @Test
    void shouldGiveEqualAddressesWhenMappedAgainInTheSameDirection() {
        TestMapper mapper = new TestMapper("iommu1", "other", true);
        machine.roster.arrive(new MappingLayer(mapper, "test", () -> 0, machine.watch));
        machine.heap(system);
        machine.device("camera0", "other", ONE_RUN_32);
        try (DmaBuf buffer = allocate(4096);
                Attachment one = buffer.attach("camera0");
                Attachment two = buffer.attach("camera0");
                DeviceMapping first = one.map(Direction.FROM_DEVICE)) {
            List<Segment> addresses = first.segments();
            try (DeviceMapping second = two.map(Direction.FROM_DEVICE)) {
                assertThat(second.segments()).isEqualTo(addresses);
                assertThat(mapper.live).hasValue(1);
            }
            assertThat(first.segments()).isEqualTo(addresses);
        }
        assertThat(mapper.live).hasValue(0);
    }

    @Test
    void shouldRefuseTheLateJoinerWhenItCannotUseWhatIsThere() {
        machine.heap(system);
        machine.device("camera0", TestMachine.DIRECT_BUS, ONE_RUN_32);
        try (DmaBuf buffer = allocate(4096)) {
            assertReason(() -> buffer.attach("camera0"), Reason.BUSY, "camera0", "address bits", "system");
        }
    }

    @Test
    void shouldRefuseTheMappingAndUnmapWhenAMapperBreaksTheDevicesLimits() {
        assertRefused(
                ONE_RUN_32, List.of(new Segment(1L << 40, 4096)), Reason.REFUSED, "camera0", "iommu1", "reach=32 bits");
    }

    @Test
    void shouldRefuseTheMappingWhenItsBytesAreThoseOfTheBufferOnlyBecauseTheirSumWraps() {
        Segment half = new Segment(0, Long.MAX_VALUE);

        assertRefused(
                Constraints.NONE,
                List.of(half, half, new Segment(0, 4096 + 2)),
                Reason.REFUSED,
                "covers the buffer",
                "size=4096");
    }

    @Test
    void shouldBlameTheMapperWhenASegmentIsMissingFromItsList() {
        assertRefused(
                Constraints.NONE, Collections.singletonList(null), Reason.IO, "mapper=iommu1", "NullPointerException");
    }

    private void assertRefused(Constraints limits, List<Segment> segments, Reason reason, String... words) {
        TestMapper mapper = new TestMapper("iommu1", "other", true);
        mapper.spoil = good -> segments;
        machine.roster.arrive(new MappingLayer(mapper, "test", () -> 0, machine.watch));
        machine.heap(system);
        machine.device("camera0", "other", limits);
        try (DmaBuf buffer = allocate(4096);
                Attachment attachment = buffer.attach("camera0")) {
            assertReason(() -> attachment.map(Direction.TO_DEVICE), reason, words);
            assertThat(mapper.live).hasValue(0);
        }
    }

    @Test
    void shouldShowAViewForReadingOnlyWhenBegunForReading() {
        machine.heap(system);
        try (DmaBuf buffer = allocate(4096)) {
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
                access.view().putInt(0, 0x1234);
            }
            assertThat(buffer.cpuWrittenBytes()).isEqualTo(4096);
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
                ByteBuffer view = access.view();
                assertThat(view.isReadOnly()).isTrue();
                assertThat(view.getInt(0)).isEqualTo(0x1234);
            }
            assertThat(buffer.cpuWrittenBytes()).isEqualTo(4096);
            assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.NONE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldKeepABufferValidAndCallItStrandedWhenItsBackendLeft() {
        Backend backend = machine.heap(system);
        machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN_32);
        try (DmaBuf buffer = allocate(4096, "camera0")) {
            machine.leave(backend);

            assertThat(machine.buffers.all().get(0).status().placement()).isEqualTo(Placement.STRANDED);
            try (Attachment attachment = buffer.attach("camera0");
                    DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);
                    CpuAccess access = buffer.beginCpuAccess(CpuUse.READ_WRITE)) {
                access.view().put(0, (byte) 1);
                assertThat(mapping.segments()).hasSize(1);
            }
            assertThat(machine.roster.departed()).containsExactly(backend);
        }
        assertThat(machine.roster.departed()).isEmpty();
    }

    @Test
    void shouldSayThatTheDeviceHasGoneWhenItLeftBeforeTheMap() {
        machine.heap(system);
        Device camera = machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN_32);
        try (DmaBuf buffer = allocate(4096, "camera0");
                Attachment attachment = buffer.attach("camera0")) {
            machine.roster.depart(camera);
            camera.leases().close();

            assertReason(() -> attachment.map(Direction.TO_DEVICE), Reason.GONE, "camera0");
            assertReason(() -> buffer.attach("camera0"), Reason.UNKNOWN, "camera0");
        }
    }

    @Test
    void shouldAgreeAnewWhenAnotherDeviceTookTheName() {
        machine.heap(system);
        Device old = machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN_32);
        try (DmaBuf buffer = allocate(4096, "camera0");
                Attachment before = buffer.attach("camera0")) {
            machine.roster.depart(old);
            old.leases().close();
            Device fresh = machine.device("camera0", TestMachine.IOMMU_BUS, Constraints.NONE);

            try (Attachment after = buffer.attach("camera0");
                    DeviceMapping mapping = after.map(Direction.TO_DEVICE)) {
                assertThat(mapping.isOpen()).isTrue();
                assertThat(before.isOpen()).isTrue();
                assertThat(fresh.attachments()).hasValue(1);
            }
        }
        assertThat(old.attachments()).hasValue(0);
    }

    @Test
    void shouldReleaseEverythingAtOnceWhenTheOwnerIsCut() {
        machine.heap(system);
        machine.device("camera0", TestMachine.IOMMU_BUS, ONE_RUN_32);
        DmaBuf buffer = allocate(4096, "camera0");
        Attachment attachment = buffer.attach("camera0");
        DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);

        assertThat(machine.buffers.all().get(0).cut()).isTrue();

        assertThat(system.live).hasValue(0);
        assertThatThrownBy(buffer::duplicate).isInstanceOf(IllegalStateException.class);
        mapping.close();
        attachment.close();
        buffer.close();
        assertThat(machine.failures()).isEmpty();
    }
}
