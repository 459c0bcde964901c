package org.entrepot.emulation.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.CapturedFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CameraTest {
    private static final CaptureSettings PATTERN = new CaptureSettings(Optional.empty(), 160, 90);

    private final DeviceBench bench = new DeviceBench();
    private final Camera camera =
            new Camera(DeviceBench.config("camera0", DeviceBench.DIRECT, Map.of()), bench.machine, bench.fences);

    private DeviceBench.Image image(PixelFormat format) {
        return bench.image(ImageLayout.of(format, 160, 90, 64, 16));
    }

    private DeviceBench.Mapped map(DeviceBench.Image image, Direction direction) {
        return bench.map(image, "camera0", DeviceBench.DIRECT, direction);
    }

    @ParameterizedTest
    @EnumSource(names = {"NV12", "I420"})
    void shouldSayTheChecksumOfWhatIsInMemoryAfterwards(PixelFormat format) {
        DeviceBench.Image image = image(format);
        try (CaptureStream stream = camera.open(PATTERN)) {
            for (int frame = 0; frame < 3; frame++) {
                CapturedFrame shot = stream.capture(map(image, Direction.FROM_DEVICE), image.layout());

                assertThat(shot.sequence()).isEqualTo(frame);
                assertThat(shot.checksum()).hasValue(checksum(image));
            }
        }
    }

    private static long checksum(DeviceBench.Image image) {
        CRC32C checksum = new CRC32C();
        PixelFormat format = image.layout().format();
        for (int plane = 0; plane < format.planes(); plane++) {
            for (int row = 0; row < format.rows(plane, image.layout().height()); row++) {
                for (int i = 0; i < format.rowBytes(plane, image.layout().width()); i++) {
                    checksum.update(image.sample(plane, i, row));
                }
            }
        }
        return checksum.getValue();
    }

    @Test
    void shouldLetThePictureGoOnWhenAFrameIsSkipped() {
        DeviceBench.Image image = image(PixelFormat.NV12);
        try (CaptureStream stream = camera.open(PATTERN)) {
            stream.skip();

            assertThat(stream.capture(map(image, Direction.FROM_DEVICE), image.layout())
                            .sequence())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldFaultAndCountItWhenTheMappingIsGone() {
        DeviceBench.Image image = image(PixelFormat.NV12);
        DeviceBench.Mapped mapping = map(image, Direction.FROM_DEVICE);
        mapping.close();
        try (CaptureStream stream = camera.open(PATTERN)) {
            assertReason(() -> stream.capture(mapping, image.layout()), Reason.DEVICE_FAULT);
        }
        assertThat(camera.faults()).isEqualTo(1);
    }

    @Test
    void shouldFaultWhenTheMappingIsForReading() {
        DeviceBench.Image image = image(PixelFormat.NV12);
        try (CaptureStream stream = camera.open(PATTERN)) {
            assertReason(() -> stream.capture(map(image, Direction.TO_DEVICE), image.layout()), Reason.DEVICE_FAULT);
        }
        assertThat(image.sample(0, 0, 0)).isZero();
    }

    @Test
    void shouldRefuseALayoutOfAnotherSizeOrFormat() {
        DeviceBench.Image rgb = bench.image(ImageLayout.of(PixelFormat.XRGB8888, 160, 90, 64, 1));
        DeviceBench.Image large = bench.image(ImageLayout.of(PixelFormat.NV12, 320, 90, 64, 1));
        try (CaptureStream stream = camera.open(PATTERN)) {
            assertThatThrownBy(() -> stream.capture(map(rgb, Direction.FROM_DEVICE), rgb.layout()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stream.capture(map(large, Direction.FROM_DEVICE), large.layout()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldStreamOnceAtATime() {
        CaptureStream first = camera.open(PATTERN);
        assertReason(() -> camera.open(PATTERN), Reason.BUSY);
        first.close();
        first.close();

        camera.open(PATTERN).close();
        assertThatThrownBy(first::skip).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldSayThatItHasGoneWhenUnplugged() {
        CaptureStream stream = camera.open(PATTERN);
        camera.deactivate();

        assertReason(stream::skip, Reason.GONE);
        assertReason(() -> camera.open(PATTERN), Reason.GONE);
        stream.close();
    }

    @Test
    void shouldSayThatItHasGoneWhenTheEngineHasGoneBefore() {
        Camera last = new Camera(
                DeviceBench.config("camera1", DeviceBench.DIRECT, Map.of()), bench.machine, DeviceBench.source(null));
        DeviceBench.Image image = bench.image(ImageLayout.of(PixelFormat.NV12, 160, 90, 64, 1));
        try (CaptureStream stream = last.open(PATTERN);
                DeviceBench.Mapped mapped = bench.map(image, "camera1", DeviceBench.DIRECT, Direction.FROM_DEVICE)) {
            assertReason(() -> stream.capture(mapped, image.layout()), Reason.GONE);
        }
    }

    @Test
    void shouldNameTheValueWhenItsConfigurationIsWrong() {
        assertThatThrownBy(() -> new Camera(
                        DeviceBench.config("camera0", DeviceBench.DIRECT, Map.of("address_bits", 99)),
                        bench.machine,
                        bench.fences))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("camera0", "address.bits=99");
        assertThatThrownBy(
                        () -> new Camera(DeviceBench.config("camera0", "mars", Map.of()), bench.machine, bench.fences))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("bus=mars", "emulated-iommu");
    }

    private static void assertReason(Runnable call, Reason reason) {
        assertThatThrownBy(call::run)
                .isInstanceOf(EntrepotException.class)
                .extracting(e -> ((EntrepotException) e).reason())
                .isEqualTo(reason);
    }
}
