package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Counter;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.api.Orientation;
import org.entrepot.api.Provenance;
import org.entrepot.control.HeapInside;
import org.entrepot.control.HeapStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeapDrawingTest {
    private static final int WIDTH = 100;

    private static HeapInside with(Occupancy... occupancies) {
        return new HeapInside(TestMachine.PLENTY, List.of(occupancies), List.of());
    }

    @Test
    void shouldShowWhatItIsHowFullAndWhereWhenAHeapIsDrawn() {
        assertThat(HeapDrawing.text(TestMachine.INSIDE, Mark.Style.BLOCKS)).isEqualTo("""
                heap plenty
                  technology     test, by bundle org.entrepot.test
                  emulated       a test needs no memory
                  state          serving
                  addresses      0x1000-0xffff, a buffer in as many runs as it takes
                  mapping types  PAGES (a mapper, by cookie)
                  supply         plenty, cost 0
                  CPU view       coherent at any time, cached
                                 [█|······························································]
                  used           4 KiB of 1 MiB (< 1 %) in 1 buffer, at most 32 KiB
                  largest run    512 KiB free in one run
                  refused        3 for lack of room, 1 of them though enough was free, only not in one run
                  traffic        9 allocations, 2 buffers moved in, 1 moved out, 3 faults

                COUNTER      VALUE  UNIT   WHAT
                moved pages     12  pages  pages of others that made room

                region, 320 cells of 512 B: 98 % free, < 1 % partly taken, < 1 % taken, < 1 % pinned, of others
                   0x1000  ································································
                   0x9000  ██▒#····························································
                  0x11000  ································································
                           2 more rows are the same

                container, 4 × 2 cells of 4 KiB: 25 % free, 50 % taken, 12 % kept free, 12 % stranded
                  ██··
                  ██-x

                · free   ▒ partly taken   █ taken   # pinned, of others   - kept free   x stranded""");
    }

    @Test
    void shouldShowTheSameInAsciiWhenBlocksCannotBeWritten() {
        String blocks = HeapDrawing.text(TestMachine.INSIDE, Mark.Style.BLOCKS);

        assertThat(HeapDrawing.text(TestMachine.INSIDE, Mark.Style.LETTERS))
                .isEqualTo(blocks.replace('·', '.').replace('█', '@').replace('▒', '+'));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveCharactersOfItsOwnWhenAUse(Use use) {
        for (Mark.Style style : Mark.Style.values()) {
            char own = Mark.of(use).character(style);
            assertThat(List.of(Mark.values()))
                    .filteredOn(mark -> mark.character(style) == own)
                    .hasSize(1);
        }
    }

    @Test
    void shouldTakeBlocksOnlyWhenTheCharsetHasThem() {
        assertThat(Mark.Style.in(StandardCharsets.UTF_8)).isEqualTo(Mark.Style.BLOCKS);
        assertThat(Mark.Style.in(StandardCharsets.US_ASCII)).isEqualTo(Mark.Style.LETTERS);
    }

    @Test
    void shouldSayNothingOfPlacesWhenTheHeapHasNone() {
        assertThat(HeapDrawing.text(with(), Mark.Style.BLOCKS)).endsWith("1 moved out, 3 faults");
    }

    @Test
    void shouldTakeOneLineWhenAllCellsAreAlike() {
        Occupancy free = new Occupancy("region", 0, 4096, Collections.nCopies(1000, Use.FREE));

        assertThat(HeapDrawing.text(with(free), Mark.Style.BLOCKS))
                .endsWith("\n\nregion, 1000 cells of 4 KiB: 100 % free\n\n· free");
    }

    @Test
    void shouldStayWithinAHundredColumnsWhenTextsAreLong() {
        String words = "a reason of many words that goes on and on ".repeat(9).strip();
        HeapStatus status = new HeapStatus(
                "long",
                "tiler",
                Provenance.emulated(words),
                HeapStatus.State.SERVING,
                "org.entrepot.exporter.somebody.else",
                Capabilities.between(0xffff_ffff_0000_0000L, 0xffff_ffff_ffff_ffffL)
                        .contiguity(Capabilities.Contiguity.ROWS)
                        .rowPitch(16384)
                        .orientations(Orientation.values())
                        .mappingTypes(MappingType.values())
                        .build(),
                new HeapStatus.Fill(1L << 40, 1L << 39, 1L << 39, 1L << 38, 100_000, 5000, 4000),
                HeapStatus.Traffic.NONE,
                Optional.empty());
        List<Use> wide = new ArrayList<>(Collections.nCopies(256 * 128, Use.FREE));
        Collections.fill(wide.subList(100, 999), Use.TAKEN);
        int from = 4096;
        for (Use use : Use.values()) {
            Collections.fill(wide.subList(from, from + 512), use);
            from += 4096;
        }
        HeapInside heap = new HeapInside(
                status,
                List.of(new Occupancy("container", 256, 4096, wide), new Occupancy("line", 1L << 63, 0, 4096, wide)),
                List.of(new Counter("counted", Long.MAX_VALUE, "times", words)));

        assertThat(HeapDrawing.text(heap, Mark.Style.BLOCKS).lines())
                .hasSizeLessThan(150)
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(WIDTH));
    }

    @Test
    void shouldSayWhatIsStillOutWhenTheHeapHasGone() {
        HeapStatus gone = new HeapStatus(
                "gone",
                "test",
                Provenance.emulated("test"),
                HeapStatus.State.GONE,
                "org.entrepot.test",
                Capabilities.between(0, 0xffff).build(),
                new HeapStatus.Fill(0, 4096, 4096, 0, 1, 0, 0),
                HeapStatus.Traffic.NONE,
                Optional.empty());

        assertThat(HeapDrawing.text(new HeapInside(gone, List.of(), List.of()), Mark.Style.BLOCKS))
                .contains("gone: what is out of it works", "4 KiB still out in 1 buffer", "unknown");
    }

    @Test
    void shouldSayWhyAHeapIsIsolatedAndHowItComesBack() {
        HeapStatus isolated = new HeapStatus(
                "lame",
                "test",
                Provenance.emulated("test"),
                HeapStatus.State.ISOLATED,
                "org.entrepot.test",
                Capabilities.between(0, 0xffff).build(),
                new HeapStatus.Fill(0, 4096, 4096, 0, 1, 0, 0),
                new HeapStatus.Traffic(9, 0, 0, 1),
                Optional.of("a call hangs"));

        assertThat(HeapDrawing.text(new HeapInside(isolated, List.of(), List.of()), Mark.Style.BLOCKS))
                .contains("isolated, because a call hangs; dma:enable lame puts it back", "9 allocations", "1 fault");
    }

    @Test
    void shouldHideControlCharactersWhenTextsComeFromABackend() {
        Occupancy red = new Occupancy("\u001b[31mregion", 0, 4096, List.of(Use.FREE, Use.TAKEN));

        assertThat(HeapDrawing.text(with(red), Mark.Style.BLOCKS)).doesNotContain("\u001b");
    }

    @Test
    void shouldCallMoreThanNothingMoreThanZeroPercent() {
        assertThat(Mark.share(1, 1000)).isEqualTo("< 1 %");
        assertThat(Mark.share(999, 1000)).isEqualTo("99 %");
        assertThat(Mark.share(0, 1000)).isEqualTo("0 %");
        assertThat(Mark.share(1000, 1000)).isEqualTo("100 %");
    }
}
