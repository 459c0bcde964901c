package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import javax.inject.Inject;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Memory is allocated for several devices, shared, mapped, and holds what the camera wrote. */
@ExamReactorStrategy(PerClass.class)
public class SharingStory extends Storyteller {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final AllocationRequest FRAME = AllocationRequest.image(WIDTH, HEIGHT, PixelFormat.NV12)
            .devices("camera0", "rotator0")
            .build();

    @Inject
    private Allocator allocator;

    @Inject
    private CaptureDevice camera;

    private CaptureStream stream;

    @Before
    public void openTheCamera() {
        stream = camera.open(new CaptureSettings(Optional.empty(), WIDTH, HEIGHT));
    }

    @After
    public void closeTheCamera() {
        stream.close();
        assertThat(control.buffers()).isEmpty();
    }

    @Test
    public void shouldShowTheCpuWhatTheCameraWroteWhenTheyShareABuffer() {
        try (DmaBuf buffer = allocator.allocate(FRAME);
                Attachment attachment = buffer.attach("camera0");
                DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
            long written = stream.capture(mapping, layout(buffer)).checksum().orElseThrow();

            assertThat(checksum(buffer)).isEqualTo(written);
        }
    }

    @Test
    public void shouldGiveEachDeviceAddressesOfItsOwnWhenBothMapABuffer() {
        try (DmaBuf buffer = allocator.allocate(FRAME);
                Attachment direct = buffer.attach("camera0");
                Attachment translated = buffer.attach("rotator0");
                DeviceMapping written = direct.map(Direction.FROM_DEVICE);
                DeviceMapping read = translated.map(Direction.TO_DEVICE)) {
            assertThat(written.segments()).hasSize(1).doesNotContainAnyElementsOf(read.segments());
            assertThat(direct.mapper()).isNotEqualTo(translated.mapper());
        }
    }

    @Test
    public void shouldChooseTheScarceHeapOnlyWhenADeviceNeedsIt() {
        try (DmaBuf forCamera = allocator.allocate(FRAME);
                DmaBuf forRotator = allocator.allocate(
                        AllocationRequest.bytes(1 << 20).devices("rotator0").build())) {
            assertThat(forCamera.exporter()).isEqualTo("cma");
            assertThat(forRotator.exporter()).isEqualTo("system");
        }
    }

    @Test
    public void shouldCountAFaultWhenTheCameraWritesToAMappingForReading() {
        long before = faults();
        try (DmaBuf buffer = allocator.allocate(FRAME);
                Attachment attachment = buffer.attach("camera0");
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            assertThatThrownBy(() -> stream.capture(mapping, layout(buffer)))
                    .asInstanceOf(InstanceOfAssertFactories.type(EntrepotException.class))
                    .returns(Reason.DEVICE_FAULT, EntrepotException::reason);
        }
        assertThat(faults()).isEqualTo(before + 1);
    }

    @Test
    public void shouldNameEachHeapAndTheDeviceWhenNobodyCanServe() {
        AllocationRequest tooMuch =
                AllocationRequest.bytes(1L << 40).devices("camera0").build();

        assertThatThrownBy(() -> allocator.allocate(tooMuch))
                .isInstanceOf(AllocationRefusedException.class)
                .hasMessageContaining("system")
                .hasMessageContaining("cma")
                .hasMessageContaining("camera0");
    }

    @Test
    public void shouldBeZeroWhenMemoryIsUsedAgain() {
        try (DmaBuf first = allocator.allocate(FRAME);
                CpuAccess access = first.beginCpuAccess(CpuUse.WRITE)) {
            access.view().put(0, (byte) 1);
        }
        try (DmaBuf second = allocator.allocate(FRAME);
                CpuAccess access = second.beginCpuAccess(CpuUse.READ)) {
            assertThat(access.view().mismatch(ByteBuffer.allocate((int) second.size())))
                    .isEqualTo(-1);
        }
    }

    private long faults() {
        return control.devices().stream()
                .filter(device -> device.name().equals("camera0"))
                .findFirst()
                .orElseThrow()
                .faults();
    }

    private static ImageLayout layout(DmaBuf buffer) {
        return (ImageLayout) buffer.layout();
    }

    /** Over the visible bytes, as the contract of a captured frame says. */
    private static long checksum(DmaBuf buffer) {
        ImageLayout layout = layout(buffer);
        CRC32C checksum = new CRC32C();
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            for (int index = 0; index < layout.planes().size(); index++) {
                Plane plane = layout.planes().get(index);
                int length = layout.format().rowBytes(index, layout.width());
                for (int row = 0; row < layout.format().rows(index, layout.height()); row++) {
                    checksum.update(access.view().slice((int) (plane.offset() + (long) row * plane.stride()), length));
                }
            }
        }
        return checksum.getValue();
    }
}
