package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SlotLayoutTest {
    /** Tile by tile, sub-tile by sub-tile, pixel by pixel: counted, not computed. */
    @ParameterizedTest
    @CsvSource({"EIGHT_BIT, 4, 4", "SIXTEEN_BIT, 4, 2", "THIRTY_TWO_BIT, 2, 2"})
    void shouldLieInTheOrderOfReadingAtEveryLevel(Mode mode, int width, int height) {
        SlotLayout layout = SlotLayout.of(mode);
        int offset = 0;
        for (int tile = 0; tile < 4; tile++) {
            for (int sub = 0; sub < 64; sub++) {
                for (int pixel = 0; pixel < width * height; pixel++) {
                    int x = (tile % 2 * 8 + sub % 8) * width + pixel % width;
                    int y = (tile / 2 * 8 + sub / 8) * height + pixel / width;
                    assertThat(layout.column(x) + layout.row(y))
                            .as("%s (%d, %d)", mode, x, y)
                            .isEqualTo(offset);
                    offset += mode.pixelBytes();
                }
            }
        }
        assertThat(offset).isEqualTo(SlotLayout.SLOT_BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"PAGE"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldHaveAPlaceOfItsOwnForEveryPixel(Mode mode) {
        SlotLayout layout = SlotLayout.of(mode);
        BitSet seen = new BitSet();
        for (int y = 0; y < mode.slotHeight(); y++) {
            for (int x = 0; x < mode.slotWidth(); x++) {
                seen.set((layout.column(x) + layout.row(y)) / mode.pixelBytes());
            }
        }
        assertThat(seen.cardinality()).isEqualTo(SlotLayout.SLOT_BYTES / mode.pixelBytes());
        assertThat(seen.length()).isEqualTo(SlotLayout.SLOT_BYTES / mode.pixelBytes());
    }
}
