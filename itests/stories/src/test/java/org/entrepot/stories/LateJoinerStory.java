package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import javax.inject.Inject;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.Backing;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingState;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.control.AccountStatus;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The camera joins a buffer that was made for the rotator, above its reach and in many pieces. */
@ExamReactorStrategy(PerClass.class)
public class LateJoinerStory extends Storyteller {
    private static final int SIZE = 6 << 20;

    @Inject
    private Allocator allocator;

    @After
    public void shouldLeaveNothingBehind() {
        assertThat(control.buffers()).isEmpty();
        assertThat(control.heaps()).allMatch(heap -> heap.fill().buffers() == 0);
    }

    private DmaBuf allocate(Backing backing) {
        return allocator.allocate(AllocationRequest.bytes(SIZE)
                .devices("rotator0")
                .backing(backing)
                .build());
    }

    @Test
    public void shouldTakeTheContentsAlongWhenTheBufferMovesForTheCamera() {
        long moves = moves();
        try (DmaBuf buffer = allocate(Backing.AT_ONCE);
                Attachment rotator = buffer.attach("rotator0")) {
            assertThat(buffer.exporter()).isEqualTo("system");
            long written = fill(buffer);
            rotator.map(Direction.TO_DEVICE).close();

            try (Attachment camera = buffer.attach("camera0");
                    DeviceMapping forCamera = camera.map(Direction.FROM_DEVICE);
                    DeviceMapping forRotator = rotator.map(Direction.TO_DEVICE)) {
                assertThat(buffer.exporter()).isEqualTo("cma");
                assertThat(forCamera.segments()).hasSize(1);
                assertThat(forRotator.size()).isEqualTo(SIZE);
                assertThat(checksum(buffer)).isEqualTo(written);
                assertThat(control.buffers().get(0).moves()).isEqualTo(1);
            }
        }
        assertThat(moves()).isEqualTo(moves + 1);
    }

    @Test
    public void shouldMoveUnderTheRotatorThatFollowsWhatItHasMapped() {
        try (DmaBuf buffer = allocate(Backing.AT_ONCE);
                Attachment rotator = buffer.attach("rotator0");
                DeviceMapping mapping = rotator.map(Direction.TO_DEVICE);
                Attachment camera = buffer.attach("camera0")) {
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(mapping.state()).isEqualTo(MappingState.STALE);
            mapping.remap();
            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(camera.device()).isEqualTo("camera0");
        }
    }

    @Test
    public void shouldStayAndNameTheCameraWhenItHasTheBufferMapped() throws IOException {
        heaps.configureAsDistributed();
        try (DmaBuf buffer = allocator.allocate(AllocationRequest.image(640, 480, PixelFormat.NV12)
                        .devices("camera0")
                        .build());
                Attachment camera = buffer.attach("camera0");
                DeviceMapping mapping = camera.map(Direction.FROM_DEVICE)) {
            String before = buffer.exporter();
            assertThatThrownBy(() -> buffer.attach("display0", Orientation.ROTATE_90))
                    .asInstanceOf(InstanceOfAssertFactories.type(EntrepotException.class))
                    .returns(Reason.BUSY, EntrepotException::reason)
                    .satisfies(e -> assertThat(e).hasMessageContaining("device camera0 has it mapped"));
            assertThat(mapping.isOpen()).isTrue();
            assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            assertThat(buffer.exporter()).isEqualTo(before);
        }
    }

    @Test
    public void shouldNeedNoMoveWhenTheMemoryComesAtTheFirstUse() {
        try (DmaBuf buffer = allocate(Backing.AT_FIRST_USE);
                Attachment rotator = buffer.attach("rotator0");
                Attachment camera = buffer.attach("camera0")) {
            assertThat(buffer.exporter()).isEqualTo(DmaBuf.NONE_YET);

            rotator.map(Direction.TO_DEVICE).close();
            camera.map(Direction.FROM_DEVICE).close();

            assertThat(buffer.exporter()).isEqualTo("cma");
            assertThat(buffer.moves()).isZero();
        }
    }

    @Test
    public void shouldGoIntoTilesAndKeepItsPixelsWhenTheDisplayWantsItTurned() throws IOException {
        heaps.configureAsDistributed();
        try (DmaBuf buffer = allocator.allocate(AllocationRequest.image(640, 480, PixelFormat.NV12)
                .devices("rotator0")
                .build())) {
            long written = fill(buffer);

            try (Attachment turned = buffer.attach("display0", Orientation.ROTATE_90)) {
                assertThat(buffer.exporter()).isEqualTo("tiler");
                assertThat(turned.layout())
                        .asInstanceOf(InstanceOfAssertFactories.type(ImageLayout.class))
                        .returns(480, ImageLayout::width);
                assertThat(checksum(buffer)).isEqualTo(written);
            }
        }
    }

    private long moves() {
        return control.accounts().stream().mapToLong(AccountStatus::moves).sum();
    }

    private static long fill(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            ByteBuffer view = access.view();
            for (int at = 0; at < buffer.size(); at += Integer.BYTES) {
                view.putInt(at, at * 31);
            }
        }
        return checksum(buffer);
    }

    private static long checksum(DmaBuf buffer) {
        CRC32C checksum = new CRC32C();
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            checksum.update(access.view());
        }
        return checksum.getValue();
    }
}
