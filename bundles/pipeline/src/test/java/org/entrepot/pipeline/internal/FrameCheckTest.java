package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.device.Rotation;
import org.entrepot.device.YCbCr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FrameCheckTest {
    @ParameterizedTest
    @CsvSource({
        "NV12,R0",
        "NV12,R90",
        "NV12,R180",
        "NV12,R270",
        "I420,R90",
        "I420,R270",
        "XRGB8888,R0",
        "XRGB8888,R90",
        "XRGB8888,R180",
        "XBGR8888,R270",
        "RGB888,R0",
        "RGB888,R90",
        "BGR888,R180"
    })
    void shouldExpectThePictureTurnedAndConvertedPixelByPixel(PixelFormat format, Rotation rotation) {
        for (int[] size : new int[][] {{8, 6}, {7, 5}, {1, 3}}) {
            ImageLayout layout = ImageLayout.of(format, size[0], size[1], 16, 4);
            ByteBuffer view = ByteBuffer.allocate((int) layout.bytes());
            new Random(size[0]).nextBytes(view.array());
            FrameCheck check = new FrameCheck(layout, rotation);
            check.look(view);

            assertThat(check.shown()).isEqualTo(naive(view, layout, rotation));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldVerifyAFrameOnlyInAFormatWhosePixelsItKnows(PixelFormat format) {
        ImageLayout layout = ImageLayout.of(format, 8, 6, 16, 1);
        if (FrameCheck.FORMATS.contains(format)) {
            assertThatCode(() -> new FrameCheck(layout, Rotation.R0)).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new FrameCheck(layout, Rotation.R0))
                    .withMessageContaining("format=" + format);
        }
    }

    private static long naive(ByteBuffer view, ImageLayout layout, Rotation rotation) {
        int width = rotation.swapsExtents() ? layout.height() : layout.width();
        int height = rotation.swapsExtents() ? layout.width() : layout.height();
        int[] target = new int[width * height];
        for (int y = 0; y < layout.height(); y++) {
            for (int x = 0; x < layout.width(); x++) {
                int left =
                        switch (rotation) {
                            case R0 -> x;
                            case R90 -> width - 1 - y;
                            case R180 -> width - 1 - x;
                            case R270 -> y;
                        };
                int top =
                        switch (rotation) {
                            case R0 -> y;
                            case R90 -> x;
                            case R180 -> height - 1 - y;
                            case R270 -> height - 1 - x;
                        };
                target[top * width + left] = pixel(view, layout, x, y);
            }
        }
        CRC32C checksum = new CRC32C();
        for (int pixel : target) {
            checksum.update(new byte[] {(byte) pixel, (byte) (pixel >> 8), (byte) (pixel >> 16), 0});
        }
        return checksum.getValue();
    }

    private static int pixel(ByteBuffer view, ImageLayout layout, int x, int y) {
        return switch (layout.format()) {
            case XRGB8888 ->
                sample(view, layout, 0, 4 * x + 2, y) << 16
                        | sample(view, layout, 0, 4 * x + 1, y) << 8
                        | sample(view, layout, 0, 4 * x, y);
            case XBGR8888 ->
                sample(view, layout, 0, 4 * x, y) << 16
                        | sample(view, layout, 0, 4 * x + 1, y) << 8
                        | sample(view, layout, 0, 4 * x + 2, y);
            case RGB888 ->
                sample(view, layout, 0, 3 * x + 2, y) << 16
                        | sample(view, layout, 0, 3 * x + 1, y) << 8
                        | sample(view, layout, 0, 3 * x, y);
            case BGR888 ->
                sample(view, layout, 0, 3 * x, y) << 16
                        | sample(view, layout, 0, 3 * x + 1, y) << 8
                        | sample(view, layout, 0, 3 * x + 2, y);
            case NV12 ->
                YCbCr.toRgb(
                        sample(view, layout, 0, x, y),
                        sample(view, layout, 1, x / 2 * 2, y / 2),
                        sample(view, layout, 1, x / 2 * 2 + 1, y / 2));
            case I420 ->
                YCbCr.toRgb(
                        sample(view, layout, 0, x, y),
                        sample(view, layout, 1, x / 2, y / 2),
                        sample(view, layout, 2, x / 2, y / 2));
            default -> throw new AssertionError("no frame is verified in " + layout);
        };
    }

    private static int sample(ByteBuffer view, ImageLayout layout, int plane, int column, int row) {
        Plane place = layout.planes().get(plane);
        return view.get((int) place.offset() + row * place.stride() + column) & 0xff;
    }
}
