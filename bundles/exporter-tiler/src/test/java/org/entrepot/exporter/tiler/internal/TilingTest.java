package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.Orientation;
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
        StraightDoor door = new StraightDoor(tiles);
        for (int band = 0; band < plane.bands(); band++) {
            door.read(new Piece.OfImage(area, plane, new Written(plane.bands())), band, linear);
        }

        assertThat(linear.slice(16, image.pixels.length)).isEqualTo(ByteBuffer.wrap(image.pixels));
        for (int at : List.of(0, 15, image.pixels.length + 16, image.pixels.length + 31)) {
            assertThat(linear.get(at)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "98, 34", "2, 2", "34, 70", "130, 1026"})
    void shouldTurnClockwiseInBulkAsTheViewDoes(int width, int rows) {
        Reference image = new Reference(Mode.THIRTY_TWO_BIT, width, rows, 7);
        ByteBuffer tiles = ByteBuffer.allocateDirect(4096 + image.slotColumns() * image.slotRows() * 4096);
        image.tile(tiles, 4096);
        ByteBuffer turned = ByteBuffer.allocateDirect(image.pixels.length);

        QuarterTurn.clockwise(
                new TiledPlane(Mode.THIRTY_TWO_BIT, image.slotColumns(), 4096, 0, 4 * width, rows), tiles, turned);

        for (int i = 0; i < image.pixels.length; i++) {
            int[] place = Seen.place(Orientation.ROTATE_90, i / 4 % rows, i / 4 / rows, width, rows);
            assertThat(turned.get(i)).as("byte %d", i).isEqualTo(image.at(place[0], place[1], i % 4));
        }
    }
}
