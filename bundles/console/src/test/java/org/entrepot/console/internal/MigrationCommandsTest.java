package org.entrepot.console.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

class MigrationCommandsTest {
    private final TestMachine machine = new TestMachine();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CommandSession session = answering(CommandSession.class, new PrintStream(printed, true, UTF_8));
    private final MigrationCommands commands = commands("false");

    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    private MigrationCommands commands(String terminal) {
        return new MigrationCommands(machine, answering(BundleContext.class, terminal));
    }

    @Test
    void shouldMoveEachBufferOnceToTheHeapThatIsNamedLast() {
        assertThat(Drawing.text(commands.migrate(session, "3", "4", "3", "plenty")))
                .isEqualTo("2 buffers moved, 8 KiB in 7 ms");
        assertThat(machine.migration.asked).containsExactly("[3, 4] to plenty");
        assertThat(printed.toString(UTF_8)).isEmpty();
    }

    @Test
    void shouldWaitAsLongAsToldWhenAHeapIsDrained() {
        commands.drain(session, "plenty");
        commands.drain(session, "plenty", "--deadline", "30");

        assertThat(machine.migration.asked).containsExactly("plenty within PT5S", "plenty within PT30S");
    }

    @Test
    void shouldRedrawOneLineAtATerminalWhileBuffersMove() {
        machine.migration.glances = 2;

        commands("true").drain(session, "plenty");

        assertThat(printed.toString(UTF_8))
                .startsWith("heap plenty is out of service until dma:enable plenty")
                .endsWith("\r\u001b[K1 of 2 buffers moved, 4 KiB, 1 waited for".repeat(2) + "\r\u001b[K");
    }

    @Test
    void shouldNameWhatStaysAndFailWhenNotAllMove() {
        machine.migration.stuck = true;

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.drain(session, "plenty"))
                .withMessageContaining("INCOMPLETE moved=1 stay=1")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.BUSY);
        assertThat(printed.toString(UTF_8)).contains("1 buffer moved", "2  device camera0 has it mapped");
    }

    @Test
    void shouldCancelAndSayWhatCameOfItWhenInterrupted() {
        machine.migration.stuck = true;
        machine.migration.interrupting = true;

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.migrate(session, "1", "2", "plenty"))
                .withMessageContaining("interrupted moved=1 stay=1")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.INTERRUPTED);
        assertThat(machine.migration.status().state()).hasToString("CANCELLED");
        assertThat(printed.toString(UTF_8)).contains("device camera0 has it mapped");
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3601", "2s"})
    void shouldRefuseADeadlineThatIsNoneBeforeAnythingBegins(String deadline) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.drain(session, "plenty", "--deadline", deadline))
                .withMessageContaining("deadline=" + deadline)
                .withMessageContaining("dma:help drain");
        assertThat(machine.migration.asked).isEmpty();
    }

    @Test
    void shouldRefuseToMoveNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.migrate(session, "plenty"))
                .withMessageContaining("given=[plenty]");
        assertThat(machine.migration.asked).isEmpty();
    }

    @Test
    void shouldOfferBuffersAndHeapsWhenMoreMayMove() {
        machine.allocate(RequestWords.parse(new Arguments("alloc", "4k")));

        assertThat(new WordCommands(machine, TestRegistry.of(Map.of())).words("movers"))
                .containsExactly("1", "plenty");
    }
}
