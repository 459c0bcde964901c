package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.entrepot.api.Orientation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TilingUnitTest {
    private final TilingUnit unit = new TilingUnit(TilingUnit.Generation.OMAP4);

    static Stream<Arguments> modesAndViews() {
        return Stream.of(Mode.EIGHT_BIT, Mode.SIXTEEN_BIT, Mode.THIRTY_TWO_BIT)
                .flatMap(mode -> Stream.of(Orientation.values()).map(view -> Arguments.of(mode, view)));
    }

    @ParameterizedTest
    @MethodSource("modesAndViews")
    void shouldShowEveryPixelWhereTheOrientationHasIt(Mode mode, Orientation orientation) {
        Reference image = new Reference(mode, 100, 75, 1);
        Area.Rectangle area = pinned(image);

        int[] seen = extent(image, orientation);
        for (int y = 0; y < seen[1]; y++) {
            byte[] row = new byte[seen[0] * mode.pixelBytes()];
            assertThat(unit.read(rowAddress(area, image, orientation, y), row, 0, row.length))
                    .isTrue();
            for (int x = 0; x < seen[0]; x++) {
                int[] place = Seen.place(orientation, x, y, image.columns, image.rows);
                for (int i = 0; i < mode.pixelBytes(); i++) {
                    assertThat(row[x * mode.pixelBytes() + i])
                            .as("%s %s (%d, %d) byte %d", mode, orientation, x, y, i)
                            .isEqualTo(image.at(place[0], place[1], i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modesAndViews")
    void shouldMoveTheSameBytesWhereverAnAccessBegins(Mode mode, Orientation orientation) {
        Reference image = new Reference(mode, 150, 140, 2);
        Area.Rectangle area = pinned(image);
        Random random = new Random(3);
        int width = extent(image, orientation)[0] * mode.pixelBytes();
        byte[] whole = new byte[width];
        unit.read(rowAddress(area, image, orientation, 7), whole, 0, width);

        for (int i = 0; i < 300; i++) {
            int from = random.nextInt(width);
            int length = 1 + random.nextInt(width - from);
            byte[] part = new byte[length + 2];
            unit.read(rowAddress(area, image, orientation, 7) + from, part, 1, length);
            assertThat(part).as("from %d length %d", from, length).startsWith(0).endsWith(0);
            assertThat(ByteBuffer.wrap(part, 1, length)).isEqualTo(ByteBuffer.wrap(whole, from, length));
        }
    }

    @ParameterizedTest
    @MethodSource("modesAndViews")
    void shouldPutBackWhatAViewWroteWhenItIsReadAsItLies(Mode mode, Orientation orientation) {
        Reference image = new Reference(mode, 70, 66, 4);
        Area.Rectangle area = pinned(new Reference(mode, 70, 66, 5));
        int[] seen = extent(image, orientation);
        for (int y = 0; y < seen[1]; y++) {
            byte[] row = new byte[seen[0] * mode.pixelBytes()];
            for (int x = 0; x < seen[0]; x++) {
                int[] place = Seen.place(orientation, x, y, image.columns, image.rows);
                for (int i = 0; i < mode.pixelBytes(); i++) {
                    row[x * mode.pixelBytes() + i] = image.at(place[0], place[1], i);
                }
            }
            assertThat(unit.write(rowAddress(area, image, orientation, y), row, 0, row.length))
                    .isTrue();
        }

        byte[] natural = new byte[image.columns * mode.pixelBytes()];
        for (int y = 0; y < image.rows; y++) {
            unit.read(rowAddress(area, image, Orientation.ROTATE_0, y), natural, 0, natural.length);
            assertThat(ByteBuffer.wrap(natural))
                    .isEqualTo(ByteBuffer.wrap(image.pixels, y * natural.length, natural.length));
        }
    }

    @Test
    void shouldShowThePagesInOrderInPageMode() {
        Area area = unit.reserve(3 * 4096 - 1).orElseThrow();
        ByteBuffer bytes = ByteBuffer.allocate(3 * 4096);
        new Random(6).nextBytes(bytes.array());
        unit.pin(area, pages(area, bytes));

        byte[] read = new byte[9000];
        unit.read(pageAddress(area.slot(0)) + 100, read, 0, read.length);

        assertThat(ByteBuffer.wrap(read)).isEqualTo(bytes.slice(100, read.length));
    }

    @Test
    void shouldLeadToTheDummyPageWhenReservedAndNotPinned() {
        Area area = unit.reserve(Mode.EIGHT_BIT, 64, 64, 128).orElseThrow();
        Area other = unit.reserve(Mode.EIGHT_BIT, 64, 64, 128).orElseThrow();
        ByteBuffer mine = ByteBuffer.allocate(4096);
        unit.pin(other, pages(other, mine));
        long address = TilerAddressLayout.address(Mode.EIGHT_BIT, 0, ((Area.Rectangle) area).x(), 0);

        assertThat(unit.write(address, new byte[] {1, 2, 3}, 0, 3)).isTrue();

        byte[] elsewhere = new byte[3];
        long untouched = TilerAddressLayout.address(Mode.EIGHT_BIT, 0, 8192, 4096);
        assertThat(unit.read(untouched, elsewhere, 0, 3)).isTrue();
        assertThat(elsewhere).as("one dummy page for all").containsExactly(1, 2, 3);
        assertThat(mine.array()).containsOnly(0);
        assertThat(unit.pinned()).isEqualTo(1);
    }

    @Test
    void shouldShowThePageAgainWhenUnpinnedAndPinned() {
        Area area = unit.reserve(4096).orElseThrow();
        ByteBuffer mine = ByteBuffer.allocate(4096).put(0, (byte) 7);
        byte[] read = new byte[1];

        unit.pin(area, pages(area, mine));
        unit.unpin(area);
        unit.read(pageAddress(area.slot(0)), read, 0, 1);
        assertThat(read[0]).isZero();
        assertThat(unit.pinned()).isZero();

        unit.pin(area, pages(area, mine));
        unit.read(pageAddress(area.slot(0)), read, 0, 1);
        assertThat(read[0]).isEqualTo((byte) 7);
    }

    @Test
    void shouldHaveOneContainerForAllModesWhenItIsAnOmap4() {
        Area area = unit.reserve(Mode.EIGHT_BIT, 64, 64, 128).orElseThrow();
        unit.pin(area, pages(area, ByteBuffer.allocate(4096).put(0, (byte) 9)));
        byte[] read = new byte[1];

        unit.read(pageAddress(area.slot(0)), read, 0, 1);

        assertThat(read[0]).isEqualTo((byte) 9);
        assertThat(unit.containers()).hasSize(1);
    }

    @Test
    void shouldHaveASecondContainerForPageModeWhenItIsAnOmap5() {
        TilingUnit five = new TilingUnit(TilingUnit.Generation.OMAP5);
        Area all = five.reserve(128L << 20).orElseThrow();
        Area area = five.reserve(Mode.EIGHT_BIT, 16384, 8192, 128).orElseThrow();
        five.pin(
                new Area.Rectangle(Mode.EIGHT_BIT, 0, 1, 1),
                pages(area, ByteBuffer.allocate(4096).put(0, (byte) 9)));
        byte[] read = new byte[1];

        five.read(pageAddress(0), read, 0, 1);

        assertThat(read[0]).isZero();
        assertThat(five.containers()).hasSize(2);
        assertThat(five.reserve(1)).isEmpty();
        five.release(all);
        assertThat(five.reserve(1)).isPresent();
    }

    private static long pageAddress(int slot) {
        return TilerAddressLayout.address(Mode.PAGE, 0, slot % SlotMap.COLUMNS, slot / SlotMap.COLUMNS);
    }

    private Area.Rectangle pinned(Reference image) {
        // Not in the corner, where nothing would show that a coordinate is left out.
        unit.reserve(image.mode, image.mode.slotWidth() * 5, image.mode.slotHeight(), 128);
        Area.Rectangle area = (Area.Rectangle)
                unit.reserve(image.mode, image.columns, image.rows, 128).orElseThrow();
        ByteBuffer bytes = ByteBuffer.allocate((int) area.bytes());
        image.tile(bytes, 0);
        unit.pin(area, pages(area, bytes));
        return area;
    }

    private static List<Page> pages(Area area, ByteBuffer bytes) {
        List<Page> pages = new ArrayList<>();
        Written written = new Written(SlotMap.ROWS);
        for (int i = 0; i < Math.min(area.slots(), bytes.capacity() / 4096); i++) {
            pages.add(new Page(area.mode(), bytes, i * 4096, written, 0, true));
        }
        return pages;
    }

    private static int[] extent(Reference image, Orientation orientation) {
        return orientation.swapsAxes() ? new int[] {image.rows, image.columns} : new int[] {image.columns, image.rows};
    }

    private static long rowAddress(Area.Rectangle area, Reference image, Orientation orientation, int row) {
        int view = TilerAddressLayout.view(orientation);
        int[] first = Seen.place(orientation, 0, row, image.columns, image.rows);
        return TilerAddressLayout.address(image.mode, view, area.x() + first[0], area.y() + first[1]);
    }
}
