package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void shouldAlignColumnsWhenCellsAreOfDifferentWidth() {
        assertThat(new Table("NAME", "SIZE>", "KIND").row("a", 5, "x").row("longer", 12345, "y"))
                .hasToString("NAME     SIZE  KIND\na           5  x\nlonger  12345  y");
    }

    @Test
    void shouldNotTrailBlanksWhenTheLastCellIsEmpty() {
        assertThat(new Table("NAME", "").row("a", "").toString().lines())
                .allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
    }

    @Test
    void shouldCountCharactersWhenTheyTakeTwoUnits() {
        assertThat(new Table("A", "B").row("\ud83d\udcf7", "x").row("yy", "z"))
                .hasToString("A   B\n\ud83d\udcf7   x\nyy  z");
    }

    @Test
    void shouldBeginNewLinesWhenCellsHaveSeveral() {
        assertThat(new Table("A", "B", "C").lines(List.of(List.of("x"), List.of("one", "two"), List.of())))
                .hasToString("A  B    C\nx  one\n   two");
    }

    @Test
    void shouldLeaveAColumnOutWhenNothingIsInIt() {
        assertThat(new Table("A", "B>", "C").row("x", "", 1).row("", "", 2).withoutEmptyColumns())
                .hasToString("A  C\nx  1\n   2");
    }

    @Test
    void shouldHideControlCharactersWhenTextComesFromElsewhere() {
        assertThat(new Table("A").row("red\u001b[31m\nline").toString()).isEqualTo("A\nred?[31m?line");
    }

    @Test
    void shouldSayWhatStandsInWhenThereIsNoRow() {
        assertThat(new Table("A").orElse("nothing")).isEqualTo("nothing");
    }

    @Test
    void shouldRefuseARowWhenACellIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table("A", "B").row("x"))
                .withMessageContaining("cells=1");
    }
}
