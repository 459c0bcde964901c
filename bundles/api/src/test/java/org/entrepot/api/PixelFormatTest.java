package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Geometry against the kernel's: {@code drm_format_info_min_pitch} (bytes of a block by the blocks of a row, rounded up) and {@code
 * drm_format_info_plane_height} ({@code DIV_ROUND_UP(height, vsub)}), with the entries of {@code __drm_format_info} in {@code
 * drivers/gpu/drm/drm_fourcc.c}.
 */
class PixelFormatTest {
    /** Row bytes and rows of each plane at 1920 x 1080, all bytes there; the same at 5 x 3, where nothing is even. */
    @ParameterizedTest
    @CsvSource({
        // NV12: 1920 x 1080 x 3/2
        "NV12,     0x3231564e, 1920x1080 1920x540,          3110400, 5x3 6x2",
        "NV21,     0x3132564e, 1920x1080 1920x540,          3110400, 5x3 6x2",
        // NV16: 1920 x 1080 x 2
        "NV16,     0x3631564e, 1920x1080 1920x1080,         4147200, 5x3 6x3",
        // NV24: 1920 x 1080 x 3
        "NV24,     0x3432564e, 1920x1080 3840x1080,         6220800, 5x3 10x3",
        // P010: twice NV12
        "P010,     0x30313050, 3840x1080 3840x540,          6220800, 10x3 12x2",
        "I420,     0x32315559, 1920x1080 960x540 960x540,   3110400, 5x3 3x2 3x2",
        "YV12,     0x32315659, 1920x1080 960x540 960x540,   3110400, 5x3 3x2 3x2",
        "I422,     0x36315559, 1920x1080 960x1080 960x1080, 4147200, 5x3 3x3 3x3",
        "I444,     0x34325559, 1920x1080 1920x1080 1920x1080, 6220800, 5x3 5x3 5x3",
        // YUYV: two pixels in four bytes, and a macropixel for the odd one
        "YUYV,     0x56595559, 3840x1080,                   4147200, 12x3",
        "UYVY,     0x59565955, 3840x1080,                   4147200, 12x3",
        "XRGB8888, 0x34325258, 7680x1080,                   8294400, 20x3",
        "ARGB8888, 0x34325241, 7680x1080,                   8294400, 20x3",
        "XBGR8888, 0x34324258, 7680x1080,                   8294400, 20x3",
        "ABGR8888, 0x34324241, 7680x1080,                   8294400, 20x3",
        "RGB888,   0x34324752, 5760x1080,                   6220800, 15x3",
        "BGR888,   0x34324742, 5760x1080,                   6220800, 15x3",
        "RGB565,   0x36314752, 3840x1080,                   4147200, 10x3",
        "R8,       0x20203852, 1920x1080,                   2073600, 5x3"
    })
    void shouldHaveTheGeometryOfTheKernel(PixelFormat format, String fourcc, String hd, long bytes, String odd) {
        assertThat(code(format)).isEqualTo(Long.decode(fourcc));
        assertThat(planes(format, 1920, 1080)).isEqualTo(hd);
        assertThat(ImageLayout.of(format, 1920, 1080, 1, 1).bytes()).isEqualTo(bytes);
        assertThat(planes(format, 5, 3)).isEqualTo(odd);
    }

    /** {@code fourcc_code(a, b, c, d)}. */
    private static long code(PixelFormat format) {
        byte[] letters = format.fourcc().getBytes(StandardCharsets.US_ASCII);
        return letters[0] | letters[1] << 8 | letters[2] << 16 | (long) letters[3] << 24;
    }

    private static String planes(PixelFormat format, int width, int height) {
        StringBuilder text = new StringBuilder();
        for (int plane = 0; plane < format.planes(); plane++) {
            text.append(plane == 0 ? "" : " ")
                    .append(format.rowBytes(plane, width))
                    .append('x')
                    .append(format.rows(plane, height));
        }
        return text.toString();
    }

    @Test
    void shouldHaveAFourccOfItsOwnWhateverTheFormat() {
        assertThat(Arrays.stream(PixelFormat.values()).map(PixelFormat::fourcc))
                .doesNotHaveDuplicates()
                .allMatch(fourcc -> fourcc.length() == 4);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeReadByItsNameOrItsFourccInAnyCase(PixelFormat format) {
        assertThat(PixelFormat.parse(format.name().toLowerCase(Locale.ROOT))).isEqualTo(format);
        assertThat(PixelFormat.parse(format.fourcc().toLowerCase(Locale.ROOT))).isEqualTo(format);
        assertThat(PixelFormat.parse(" " + format.fourcc().strip() + " ")).isEqualTo(format);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAPlaneThatItDoesNotHave(PixelFormat format) {
        assertThatIllegalArgumentException().isThrownBy(() -> format.sampleBytes(format.planes()));
        assertThatIllegalArgumentException().isThrownBy(() -> format.rowBytes(-1, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> format.rows(format.planes(), 4));
    }

    @Test
    void shouldHoldWholeMacropixelsInARowWhenTheWidthIsOdd() {
        ImageLayout layout = ImageLayout.of(PixelFormat.YUYV, 5, 3, 8, 1);

        assertThat(PixelFormat.YUYV.sampleBytes(0)).isEqualTo(4);
        assertThat(PixelFormat.YUYV.columnsPerSample(0)).isEqualTo(2);
        assertThat(layout.planes()).containsExactly(new Plane(0, 16, 3));
        assertThatThrownBy(() -> new ImageLayout(PixelFormat.YUYV, 5, 3, List.of(new Plane(0, 10, 3)), 30))
                .hasMessageContaining("a plane holds its rows: plane=0 stride=10");
    }

    /** A macropixel's lumas would come the wrong way round, half as much chroma across would be half as much down. */
    @Test
    void shouldBeSeenOtherwiseOnlyWhenSamplesInAnotherOrderAreStillAPicture() {
        Set<Orientation> asRows = EnumSet.of(Orientation.ROTATE_0, Orientation.REFLECT_Y);
        Set<Orientation> withoutExchange =
                EnumSet.of(Orientation.ROTATE_0, Orientation.REFLECT_Y, Orientation.REFLECT_X, Orientation.ROTATE_180);

        assertThat(seen(PixelFormat.YUYV)).isEqualTo(asRows);
        assertThat(seen(PixelFormat.UYVY)).isEqualTo(asRows);
        assertThat(seen(PixelFormat.RGB888)).isEqualTo(asRows);
        assertThat(seen(PixelFormat.NV16)).isEqualTo(withoutExchange);
        assertThat(seen(PixelFormat.I422)).isEqualTo(withoutExchange);
        for (PixelFormat format : EnumSet.of(PixelFormat.NV12, PixelFormat.NV24, PixelFormat.P010, PixelFormat.I444)) {
            assertThat(seen(format)).isEqualTo(EnumSet.allOf(Orientation.class));
        }
    }

    private static Set<Orientation> seen(PixelFormat format) {
        return Arrays.stream(Orientation.values())
                .filter(format::canBeSeen)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Orientation.class)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeLaidOutAsSeenOrRefused(PixelFormat format) {
        ImageLayout layout = ImageLayout.of(format, 90, 70, 16, 2);
        for (Orientation orientation : Orientation.values()) {
            if (format.canBeSeen(orientation)) {
                assertThat(layout.seen(orientation).planes()).hasSize(format.planes());
                assertThat(layout.seen(orientation).bytes()).isEqualTo(layout.bytes());
            } else {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> layout.seen(orientation))
                        .withMessageContaining("format=" + format + " orientation=" + orientation);
            }
        }
    }

    @Test
    void shouldRefuseToReorderColumnsWhenAStrideIsABrokenNumberOfSamples() {
        ImageLayout odd = ImageLayout.of(PixelFormat.XRGB8888, 5, 3, 7, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> odd.seen(Orientation.ROTATE_180))
                .withMessageContaining("stride=21 sample=4");
    }
}
