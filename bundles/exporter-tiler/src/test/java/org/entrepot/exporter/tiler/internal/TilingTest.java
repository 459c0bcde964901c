package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
    /** Width, rows, padding of a row, all in pixels. */
    @ParameterizedTest
    @CsvSource({
        "EIGHT_BIT, 640, 480, 0", "EIGHT_BIT, 200, 65, 24", "EIGHT_BIT, 8, 1, 0", "EIGHT_BIT, 101, 67, 2",
        "SIXTEEN_BIT, 320, 240, 0", "SIXTEEN_BIT, 196, 33, 60", "SIXTEEN_BIT, 4, 2, 0", "SIXTEEN_BIT, 77, 31, 0",
        "THIRTY_TWO_BIT, 640, 480, 0", "THIRTY_TWO_BIT, 98, 35, 2", "THIRTY_TWO_BIT, 2, 3, 0",
                "THIRTY_TWO_BIT, 33, 31, 0"
    })
    void shouldGiveEveryPixelItsPlaceInTheRows(Mode mode, int width, int rows, int padding) {
        Reference image = new Reference(mode, width + padding, rows, width);
        ByteBuffer tiles = ByteBuffer.allocateDirect(3 * 4096 + image.slotColumns() * image.slotRows() * 4096);
        image.tile(tiles, 3 * 4096);
        TiledPlane plane =
                new TiledPlane(mode, image.slotColumns(), 3 * 4096, 16, image.columns * mode.pixelBytes(), rows);
        ByteBuffer linear = ByteBuffer.allocateDirect(image.pixels.length + 32);

        Area.Rectangle area = new Area.Rectangle(mode, 0, plane.width(), plane.bands());
        for (int band = 0; band < plane.bands(); band++) {
            new StraightDoor(tiles).read(new Piece.OfImage(area, plane, new Written(plane.bands())), band, linear);
        }

        assertThat(linear.slice(16, image.pixels.length)).isEqualTo(ByteBuffer.wrap(image.pixels));
        for (int at : List.of(0, 15, image.pixels.length + 16, image.pixels.length + 31)) {
            assertThat(linear.get(at)).isZero();
        }
        if (Tiling.isFast(plane)) {
            ByteBuffer whole = ByteBuffer.allocateDirect(linear.capacity());
            Tiling.toLinear(plane, tiles, whole);
            assertThat(whole).isEqualTo(linear);
        }
    }
}
