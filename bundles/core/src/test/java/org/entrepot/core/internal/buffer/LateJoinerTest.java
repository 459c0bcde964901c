package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferPool;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Zeroing;
import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.notice.Notice.BufferMoved;
import org.junit.jupiter.api.Test;

/** Moves that happen. */
class LateJoinerTest extends CameraJoins {
    @Test
    void shouldMoveTheContentsToWhereEverybodyReachesThem() {
        try (DmaBuf buffer = filled()) {
            assertThat(buffer.exporter()).isEqualTo("system");

            try (Attachment camera = buffer.attach("camera0");
                    DeviceMapping mapping = camera.map(Direction.FROM_DEVICE)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
                assertThat(mapping.segments()).singleElement().satisfies(segment -> assertThat(segment.lastAddress())
                        .isLessThan(1L << 32));
                assertFilled(buffer);
            }
            assertThat(system.live).hasValue(0);
            assertThat(plenty.buffers()).isZero();
            assertThat(scarce.buffers()).isEqualTo(1);
        }
    }

    @Test
    void shouldCountAndTellEachMove() {
        try (DmaBuf buffer = filled();
                Attachment camera = buffer.attach("camera0");
                Attachment again = buffer.attach("camera0")) {
            assertThat(again.isOpen()).isEqualTo(camera.isOpen());
            assertThat(buffer.moves()).isEqualTo(1);
            assertThat(buffer.cpuWrittenBytes()).isEqualTo(2L * SIZE);
            assertThat(machine.account.status().moves()).isEqualTo(1);
            assertThat(machine.buffers.all().get(0).status().moves()).isEqualTo(1);
            assertThat(machine.buffers.moves().counters())
                    .extracting(counter -> counter.name() + " " + counter.value())
                    .containsExactly("moves 1", "moved bytes " + SIZE, "refused moves 0");
            assertThat(machine.moved).singleElement().satisfies(move -> assertThat(move)
                    .hasFieldOrPropertyWithValue("from", "system")
                    .hasFieldOrPropertyWithValue("to", "cma")
                    .hasFieldOrPropertyWithValue("bytes", (long) SIZE)
                    .extracting(BufferMoved::why, InstanceOfAssertFactories.STRING)
                    .contains("camera0 joined", "address bits"));
        }
    }

    @Test
    void shouldLetWhoIsAttachedMapTheNewPlaceAndTellItOfTheMove() {
        try (DmaBuf buffer = filled();
                Attachment shown = buffer.attach("display0")) {
            shown.map(Direction.TO_DEVICE).close();

            try (Attachment camera = buffer.attach("camera0");
                    DeviceMapping mapping = shown.map(Direction.TO_DEVICE)) {
                assertThat(camera.buffer()).isEqualTo(buffer.id());
                assertThat(machine.told).containsExactly("display0");
                assertThat(mapping.isOpen()).isTrue();
                assertThat(shown.mapper()).isEqualTo("iommu0");
            }
        }
    }

    @Test
    void shouldKeepSizeAndLayoutWhenAnImageMoves() {
        AllocationRequest request = AllocationRequest.image(100, 50, PixelFormat.NV12)
                .devices("display0")
                .build();
        try (DmaBuf buffer = machine.buffers.allocate(request, machine.account)) {
            ImageLayout layout = (ImageLayout) buffer.layout();
            long size = buffer.size();

            try (Attachment camera = buffer.attach("camera0")) {
                assertThat(buffer.exporter()).isEqualTo("cma");
                assertThat(buffer.layout()).isEqualTo(layout);
                assertThat(camera.layout()).isEqualTo(layout);
                assertThat(buffer.size()).isEqualTo(size);
            }
        }
    }

    @Test
    void shouldGoWhereThoseCanFollowThatTheRequestDidNotName() {
        machine.device("late0", TestMachine.IOMMU_BUS, Constraints.NONE);
        machine.device(
                "small0",
                TestMachine.DIRECT_BUS,
                Constraints.builder().maxSegments(1).build());
        try (DmaBuf buffer = filled();
                Attachment late = buffer.attach("late0");
                Attachment small = buffer.attach("small0")) {
            assertThat(buffer.moves()).isZero();

            buffer.attach("camera0").close();

            late.map(Direction.TO_DEVICE).close();
            small.map(Direction.TO_DEVICE).close();
            assertThat(machine.told).containsExactlyInAnyOrder("late0", "small0");
        }
    }

    @Test
    void shouldNotWaitForDevicesOfTheRequestThatHaveLeft() {
        try (DmaBuf buffer = filled()) {
            machine.roster.depart(display);
            display.leases().close();

            buffer.attach("camera0").close();

            assertThat(buffer.exporter()).isEqualTo("cma");
        }
    }

    @Test
    void shouldMoveABufferWhoseBackendHasLeft() {
        try (DmaBuf buffer = filled()) {
            machine.leave(plenty);

            buffer.attach("camera0").close();

            assertFilled(buffer);
            assertThat(machine.roster.departed()).isEmpty();
            assertThat(machine.buffers.all().get(0).status().placement()).isEqualTo(BufferStatus.Placement.AT_HOME);
        }
    }

    @Test
    void shouldLendABufferThatMovedAgainUntilTheHeapsChange() {
        AllocationRequest request =
                AllocationRequest.bytes(4096).devices("display0").build();
        try (BufferPool pool =
                machine.buffers.pool(new RecyclingPool.Terms(request, 1, Zeroing.EACH_TIME), machine.account)) {
            long id;
            try (DmaBuf buffer = pool.acquire(Duration.ofSeconds(5))) {
                id = buffer.id();
                buffer.attach("camera0").close();
            }
            try (DmaBuf again = pool.acquire(Duration.ofSeconds(5))) {
                assertThat(again.id()).isEqualTo(id);
                assertThat(again.exporter()).isEqualTo("cma");
                again.attach("camera0").close();
                assertThat(again.moves()).isEqualTo(1);
            }
            machine.roster.changed();
            try (DmaBuf replaced = pool.acquire(Duration.ofSeconds(5))) {
                assertThat(replaced.exporter()).isEqualTo("system");
            }
        }
    }
}
