package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.entrepot.api.Orientation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TilerAddressLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "ROTATE_0, 0", "REFLECT_X, 1", "REFLECT_Y, 2", "ROTATE_180, 3",
        "TRANSPOSE, 4", "ROTATE_270, 5", "ROTATE_90, 6", "TRANSVERSE, 7"
    })
    void shouldHaveTheViewBitsOfTheManualWhenOriented(Orientation orientation, int view) {
        assertThat(TilerAddressLayout.view(orientation)).isEqualTo(view);
    }

    @ParameterizedTest
    @CsvSource({
        "EIGHT_BIT, 64, 64, 16384, 8192, 16384, 8192",
        "SIXTEEN_BIT, 64, 32, 16384, 4096, 32768, 8192",
        "THIRTY_TWO_BIT, 32, 32, 8192, 4096, 32768, 16384",
        "PAGE, 1, 1, 256, 128, 1048576, 524288"
    })
    void shouldHaveTheGeometryOfTheManual(
            Mode mode, int slotW, int slotH, int width, int height, long pitch, long turned) {
        assertThat(mode)
                .returns(slotW, Mode::slotWidth)
                .returns(slotH, Mode::slotHeight)
                .returns(width, Mode::containerWidth)
                .returns(height, Mode::containerHeight);
        assertThat(slotW * slotH * mode.pixelBytes()).isEqualTo(SlotLayout.SLOT_BYTES);
        assertThat(TilerAddressLayout.pitch(mode, 0)).isEqualTo(pitch);
        assertThat(TilerAddressLayout.pitch(mode, 6)).isEqualTo(turned);
    }

    @Test
    void shouldBeTheAddressesThatTheDriverComputes() {
        assertThat(TilerAddressLayout.address(Mode.EIGHT_BIT, 0, 3, 5)).isEqualTo(5 * 16384 + 3);
        assertThat(TilerAddressLayout.address(Mode.SIXTEEN_BIT, 0, 3, 5)).isEqualTo(1L << 27 | 5 * 32768 + 6);
        assertThat(TilerAddressLayout.address(Mode.THIRTY_TWO_BIT, 6, 3, 5))
                .isEqualTo(6L << 29 | 2L << 27 | 3 * 16384 + (4095 - 5) * 4);
        assertThat(TilerAddressLayout.address(Mode.EIGHT_BIT, 5, 3, 5)).isEqualTo(5L << 29 | (16383 - 3) * 8192L + 5);
        assertThat(TilerAddressLayout.address(Mode.PAGE, 0, 7, 2)).isEqualTo(3L << 27 | (2 * 256 + 7) * 4096L);
    }

    /** One pixel to the right, and one down, in what the device sees, is where {@link Orientation} says it lies. */
    @ParameterizedTest
    @EnumSource(Orientation.class)
    void shouldStepThroughMemoryAsTheOrientationSays(Orientation orientation) {
        for (Mode mode : Mode.values()) {
            int view = TilerAddressLayout.view(orientation);
            int width = mode.containerWidth();
            int height = mode.containerHeight();
            int seenWidth = orientation.swapsAxes() ? height : width;
            int seenHeight = orientation.swapsAxes() ? width : height;
            Random random = new Random(mode.bits());
            for (int i = 0; i < 1000; i++) {
                int x = random.nextInt(seenWidth);
                int y = random.nextInt(seenHeight);
                long address = (long) view << 29
                        | (long) mode.bits() << 27
                        | y * TilerAddressLayout.pitch(mode, view) + (long) x * mode.pixelBytes();
                int[] memory = Seen.place(orientation, x, y, width, height);
                assertThat(TilerAddressLayout.x(address)).isEqualTo(memory[0]);
                assertThat(TilerAddressLayout.y(address)).isEqualTo(memory[1]);
                assertThat(TilerAddressLayout.address(mode, view, memory[0], memory[1]))
                        .isEqualTo(address);
                assertThat(TilerAddressLayout.mode(address)).isEqualTo(mode);
                assertThat(TilerAddressLayout.view(address)).isEqualTo(view);
            }
        }
    }
}
