package org.entrepot.console.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

class TopCommandsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CommandSession session = answering(CommandSession.class, new PrintStream(printed, true, UTF_8));

    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    private TopCommands commands(String terminal) {
        return new TopCommands(new TestMachine(), answering(BundleContext.class, terminal));
    }

    @Test
    void shouldShowOnceAndWithoutEscapesWhenNotAtATerminal() {
        commands("false").top(session);

        assertThat(printed.toString(UTF_8))
                .startsWith("HEAP ")
                .containsOnlyOnce("HEAP ")
                .doesNotContain("\u001b");
    }

    @Test
    void shouldShowAsOftenAsToldAndInPlaceAtATerminal() {
        commands("true").top(session, "--times", "2");

        assertThat(printed.toString(UTF_8).split("\u001b\\[H\u001b\\[2J", -1)).hasSize(3);
    }

    @Test
    void shouldEndWhenInterrupted() {
        Thread.currentThread().interrupt();

        commands("true").top(session);

        assertThat(printed.size()).isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"--times, 0", "--every, 0", "--every, 3601", "--every, x"})
    void shouldRefuseWhatIsOutOfRange(String option, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands("false").top(session, option, value))
                .withMessageContaining(option + "=" + value)
                .withMessageContaining("dma:help top");
    }
}
