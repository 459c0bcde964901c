package org.entrepot.emulation.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.YCbCr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rotator against a reference that goes pixel by pixel. */
class RotatorTest {
    private final DeviceBench bench = new DeviceBench();
    private final Rotator rotator = new Rotator(
            DeviceBench.config("rotator0", DeviceBench.BEHIND_IOMMU, Map.of()), bench.machine, bench.fences);

    private DeviceBench.Image turned(DeviceBench.Image source, PixelFormat format, Rotation rotation) {
        ImageLayout from = source.layout();
        int width = rotation.swapsExtents() ? from.height() : from.width();
        int height = rotation.swapsExtents() ? from.width() : from.height();
        DeviceBench.Image target = bench.image(ImageLayout.of(format, width, height, 32, 4));
        try (DeviceBench.Mapped read = map(source, Direction.TO_DEVICE);
                DeviceBench.Mapped write = map(target, Direction.FROM_DEVICE)) {
            rotator.transform(
                    new TransformDevice.Frame(read, from), new TransformDevice.Frame(write, target.layout()), rotation);
        }
        return target;
    }

    private DeviceBench.Mapped map(DeviceBench.Image image, Direction direction) {
        return bench.map(image, "rotator0", DeviceBench.BEHIND_IOMMU, direction);
    }

    private DeviceBench.Image noise(PixelFormat format, int width, int height) {
        DeviceBench.Image image = bench.image(ImageLayout.of(format, width, height, 64, 16));
        new Random(width).nextBytes(image.bytes().array());
        return image;
    }

    @ParameterizedTest
    @EnumSource
    void shouldTurnAndConvertToRgb(Rotation rotation) {
        for (PixelFormat format : rotator.inputFormats()) {
            DeviceBench.Image source = noise(format, 71, 45);
            DeviceBench.Image target = turned(source, PixelFormat.XRGB8888, rotation);
            for (int y = 0; y < 45; y++) {
                for (int x = 0; x < 71; x++) {
                    int[] place = place(rotation, x, y, 71, 45);
                    assertThat(rgb(target, place[0], place[1])).isEqualTo(rgb(source, x, y));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"XRGB8888", "RGB888", "BGR888"})
    void shouldKeepRgbAsItIsInAnotherOrderOfBytes(PixelFormat format) {
        DeviceBench.Image source = noise(PixelFormat.BGR888, 67, 43);
        DeviceBench.Image target = turned(source, format, Rotation.R270);
        for (int y = 0; y < 43; y++) {
            for (int x = 0; x < 67; x++) {
                int[] place = place(Rotation.R270, x, y, 67, 43);
                assertThat(rgb(target, place[0], place[1])).isEqualTo(rgb(source, x, y));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTurnLumaAndChromaAsTheyAreBetweenTheFormatsOfTheSameKind(Rotation rotation) {
        DeviceBench.Image source = noise(PixelFormat.NV12, 66, 34);
        DeviceBench.Image target = turned(source, PixelFormat.I420, rotation);
        for (int y = 0; y < 34; y++) {
            for (int x = 0; x < 66; x++) {
                int[] luma = place(rotation, x, y, 66, 34);
                int[] chroma = place(rotation, x / 2, y / 2, 33, 17);
                assertThat(target.sample(0, luma[0], luma[1])).isEqualTo(source.sample(0, x, y));
                assertThat(target.sample(1, chroma[0], chroma[1])).isEqualTo(source.sample(1, x / 2 * 2, y / 2));
                assertThat(target.sample(2, chroma[0], chroma[1])).isEqualTo(source.sample(1, x / 2 * 2 + 1, y / 2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhenAFormatIsNotItsOwn(PixelFormat format) {
        if (rotator.inputFormats().contains(format)) {
            return;
        }
        DeviceBench.Image other = noise(format, 16, 8);
        DeviceBench.Image own = noise(PixelFormat.NV12, 16, 8);

        assertThatThrownBy(() -> turned(other, PixelFormat.NV12, Rotation.R0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device=rotator0 layout=16x8 " + format);
        assertThatThrownBy(() -> turned(own, format, Rotation.R0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layout=16x8 " + format);
    }

    @Test
    void shouldTakeChromaFromTheTopLeftPixelWhenConvertingFromRgb() {
        DeviceBench.Image source = noise(PixelFormat.XRGB8888, 9, 7);
        DeviceBench.Image target = turned(source, PixelFormat.NV12, Rotation.R0);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 9; x++) {
                int group = rgb(source, x / 2 * 2, y / 2 * 2);
                assertThat(target.sample(0, x, y)).isEqualTo(YCbCr.luma(rgb(source, x, y)));
                assertThat(target.sample(1, x / 2 * 2, y / 2)).isEqualTo(YCbCr.blueDifference(group));
                assertThat(target.sample(1, x / 2 * 2 + 1, y / 2)).isEqualTo(YCbCr.redDifference(group));
            }
        }
    }

    @Test
    void shouldRefuseATargetThatIsNotTurned() {
        DeviceBench.Image source = noise(PixelFormat.NV12, 16, 8);
        DeviceBench.Image target = noise(PixelFormat.NV12, 16, 8);
        assertThatThrownBy(() -> rotator.transform(
                        new TransformDevice.Frame(map(source, Direction.TO_DEVICE), source.layout()),
                        new TransformDevice.Frame(map(target, Direction.FROM_DEVICE), target.layout()),
                        Rotation.R90))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allocate 8x16");
    }

    private static int[] place(Rotation rotation, int x, int y, int width, int height) {
        return switch (rotation) {
            case R0 -> new int[] {x, y};
            case R90 -> new int[] {height - 1 - y, x};
            case R180 -> new int[] {width - 1 - x, height - 1 - y};
            case R270 -> new int[] {y, width - 1 - x};
        };
    }

    private static int rgb(DeviceBench.Image image, int x, int y) {
        return switch (image.layout().format()) {
            case XRGB8888 ->
                image.sample(0, 4 * x + 2, y) << 16 | image.sample(0, 4 * x + 1, y) << 8 | image.sample(0, 4 * x, y);
            case RGB888 ->
                image.sample(0, 3 * x + 2, y) << 16 | image.sample(0, 3 * x + 1, y) << 8 | image.sample(0, 3 * x, y);
            case BGR888 ->
                image.sample(0, 3 * x, y) << 16 | image.sample(0, 3 * x + 1, y) << 8 | image.sample(0, 3 * x + 2, y);
            case NV12 ->
                YCbCr.toRgb(
                        image.sample(0, x, y),
                        image.sample(1, x / 2 * 2, y / 2),
                        image.sample(1, x / 2 * 2 + 1, y / 2));
            case I420 ->
                YCbCr.toRgb(image.sample(0, x, y), image.sample(1, x / 2, y / 2), image.sample(2, x / 2, y / 2));
            default -> throw new AssertionError("the rotator takes no " + image.layout());
        };
    }
}
