package org.entrepot.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.api.PixelFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RgbBytesTest {
    /** The bytes of the colour 0x112233 as {@code drm_fourcc.h} has them: from the lowest address on. */
    @ParameterizedTest
    @CsvSource({"XRGB8888,33221100", "XBGR8888,11223300", "RGB888,332211", "BGR888,112233"})
    void shouldPutColoursWhereTheFormatHasThem(PixelFormat format, String bytes) {
        RgbBytes places = RgbBytes.of(format).orElseThrow();
        byte[] row = new byte[2 * places.perPixel()];
        places.put(row, 1, 0x112233);

        StringBuilder written = new StringBuilder();
        for (int i = places.perPixel(); i < row.length; i++) {
            written.append(String.format("%02x", row[i]));
        }
        assertThat(written).hasToString(bytes);
        assertThat(places.get(row, 1)).isEqualTo(0x112233);
        assertThat(places.get(row, 0)).isZero();
    }

    @Test
    void shouldReadColoursAbove127() {
        RgbBytes places = RgbBytes.of(PixelFormat.BGR888).orElseThrow();

        assertThat(places.get(new byte[] {(byte) 0xff, (byte) 0x80, (byte) 0xfe}, 0))
                .isEqualTo(0xff80fe);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveAsManyBytesAsAPixelOfTheFormat(PixelFormat format) {
        RgbBytes.of(format).ifPresent(places -> assertThat(places.perPixel()).isEqualTo(format.sampleBytes(0)));
    }
}
