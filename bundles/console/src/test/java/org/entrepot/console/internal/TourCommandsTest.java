package org.entrepot.console.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.entrepot.api.EntrepotException;
import org.junit.jupiter.api.Test;

class TourCommandsTest {
    private final TestPipeline pipeline = new TestPipeline();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final TourCommands commands = new TourCommands(pipeline, new TestMachine());

    private CommandSession session() {
        PrintStream console = new PrintStream(printed, true, UTF_8);
        return (CommandSession) Proxy.newProxyInstance(
                CommandSession.class.getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (proxy, method, arguments) -> console);
    }

    @Test
    void shouldGoThroughEachHeapAndEachOrderedPairWhenSeveralAreNamed() {
        Views.Tour tour = commands.tour(session(), "a", "b", "c", "--frames", "10");

        assertThat(tour.legs())
                .extracting(Views.Leg::heaps)
                .containsExactly(
                        List.of("a"),
                        List.of("b"),
                        List.of("c"),
                        List.of("a", "b"),
                        List.of("a", "c"),
                        List.of("b", "a"),
                        List.of("b", "c"),
                        List.of("c", "a"),
                        List.of("c", "b"));
        assertThat(pipeline.started.get(0).swapTo()).isEmpty();
        assertThat(pipeline.started.get(0).swapAfter()).isEmpty();
        assertThat(pipeline.started.get(8).heap()).contains("c");
        assertThat(pipeline.started.get(8).swapTo()).contains("b");
        assertThat(pipeline.started.get(8).swapAfter()).hasValue(5);
        assertThat(printed.toString(UTF_8)).hasLineCount(9).contains("c → b: 10 frames, 0 lost, 10 verified");
    }

    @Test
    void shouldTakeTheHeapsThatServeWhenNoneIsNamed() {
        assertThat(commands.tour(session()).legs()).extracting(Views.Leg::heaps).containsExactly(List.of("plenty"));
    }

    @Test
    void shouldFailAtItsEndAndNameTheRunWhenFramesAreLost() {
        pipeline.losing = "b";

        assertThatThrownBy(() -> commands.tour(session(), "a", "b"))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("flawed=[[b], [b, a]] of 4 runs");
        assertThat(printed.toString(UTF_8)).contains("a → b: 24 frames, 0 lost", "IN ");
    }

    @Test
    void shouldGoOnAndFailAtItsEndWhenARunCannotBegin() {
        pipeline.missing = "a";

        assertThatThrownBy(() -> commands.tour(session(), "a", "b")).hasMessageContaining("flawed=[[a], [a, b]]");
        assertThat(printed.toString(UTF_8))
                .contains("a: 0 frames, 0 lost, 0 verified, a heap must be known: heap=a", "b → a: 24 frames");
    }

    @Test
    void shouldRunNothingWhenAnOptionIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.tour(session(), "--out-of-order"))
                .withMessageContaining("option=--out-of-order", "dma:help tour");
        assertThat(pipeline.started).isEmpty();
    }

    @Test
    void shouldShowEachRunAndEachReasonOnceWhenDrawn() {
        String drawn = TourDrawing.text(commands.tour(session(), "a", "cma"));

        assertThat(drawn)
                .containsPattern("a +24 +0 +24 +0 +5 ms +a 1 of 2 +rotator \\(24\\)")
                .containsPattern("a → cma +24 .* a 1 of 2, cma 1 of 2")
                .containsOnlyOnce("a     camera0 → rotator0  too many runs");
        assertThat(TourDrawing.text(new Views.Tour(List.of()))).contains("no heap is here");
    }
}
