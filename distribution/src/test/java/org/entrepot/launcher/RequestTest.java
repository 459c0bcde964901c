package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.entrepot.launcher.Request.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    @Test
    void shouldOpenAConsoleWhenAPersonSaysNothing() throws StartException {
        assertThat(request()).isEqualTo(new Request(Mode.CONSOLE, Optional.empty()));
    }

    @Test
    void shouldExecuteWhatIsPipedInWhenNothingElseIsSaid() throws StartException {
        Request piped = Request.parse(new String[0], new Piped(false, "heaps\ndevices\n"));

        assertThat(piped.mode()).isEqualTo(Mode.SCRIPT);
        assertThat(piped.script()).contains("heaps\ndevices\n");
    }

    @Test
    void shouldLeaveStandardInputToTheCommandsWhenTheyAreNamed() throws StartException {
        Request exec = Request.parse(new String[] {"exec", "heaps"}, new Piped(false, "not to be read"));

        assertThat(exec.script()).contains("heaps");
    }

    @Test
    void shouldJoinTheWordsWhenCommandsAreNotQuoted() throws StartException {
        assertThat(request("exec", "disable", "system;", "heaps").script()).contains("disable system; heaps");
    }

    @Test
    void shouldSayWhatToWriteWhenExecHasNoCommands() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> request("exec"))
                .withMessageContaining("exec has commands")
                .withMessageContaining("entrepot exec 'heaps");
    }

    @Test
    void shouldNameTheWordWhenTheCommandIsUnknown() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> request("dmeo"))
                .withMessageContaining("command=dmeo")
                .withMessageContaining("entrepot help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void shouldOnlyExplainItselfWhenAskedForHelp(String word) throws StartException {
        assertThat(request(word).mode()).isEqualTo(Mode.HELP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version"})
    void shouldOnlySayItsVersionWhenAskedForIt(String word) throws StartException {
        assertThat(request(word).mode()).isEqualTo(Mode.VERSION);
    }

    @Test
    void shouldRunUntilASignalWhenAskedTo() throws StartException {
        assertThat(request("run").mode()).isEqualTo(Mode.SERVICE);
    }

    @Test
    void shouldRunTheDemonstrationAsItIsWhenNoOptionIsGiven() throws StartException {
        assertThat(request("demo").script()).contains("dma:demo");
    }

    @Test
    void shouldHandOptionsOverAsTheyAreWhenTheyArePlain() throws StartException {
        assertThat(request("demo", "--frames", "24", "--out", "../a_b/c.d").script())
                .contains("dma:demo --frames 24 --out ../a_b/c.d");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "two words, \"two words\"",
                "$(lb), \"\\$(lb)\"",
                "a;b, \"a;b\"",
                "a|b, \"a|b\"",
                "it's, \"it's\"",
                "a\"b, \"a\\\"b\"",
                "a\\b, \"a\\\\b\"",
                "*.y4m, \"*.y4m\"",
                "~/clip, \"~/clip\"",
                "``, \"\""
            })
    void shouldTakeAWordAsItIsWhenTheShellWouldReadMore(String word, String quoted) {
        assertThat(Request.command("dma:demo", word)).isEqualTo("dma:demo " + quoted);
    }

    private static Request request(String... words) throws StartException {
        return Request.parse(words, new Piped(true, ""));
    }

    private record Piped(boolean isTerminal, String text) implements Request.Piped {}
}
