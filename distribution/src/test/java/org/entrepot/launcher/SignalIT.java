package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.entrepot.launcher.Command.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A gateway among others, and how signals end it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it looks into /proc")
class SignalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What the engine and the framework wait for at most, {@code drain.deadlineMillis} each, and a slow machine's share. */
    private static final Duration SHUTDOWN_BOUND = Duration.ofSeconds(25);

    @TempDir
    Path folder;

    private Command command;

    @BeforeEach
    void prepare() throws Exception {
        command = new Command(folder);
    }

    @Test
    void shouldEndCleanlyWhenTerminated() throws Exception {
        Process gateway = running();
        signal("TERM", gateway);

        assertThat(command.end(gateway)).isEqualTo(new Outcome(143, "", ""));
        assertThat(command.data().resolve("pid")).doesNotExist();
    }

    @Test
    void shouldEndCleanlyWhenInterruptedAtWork() throws Exception {
        Process demo = command.start("demo", "--frames", "100000", "--size", "64x48");
        await(demo).until(() -> Files.exists(command.caller().resolve("entrepot-demo")));
        signal("INT", demo);

        Outcome ended = command.end(demo);
        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.err()).doesNotContain("\tat ", "Exception");
        assertThat(command.temporary()).isEmptyDirectory();
    }

    /** One buffer is mapped by a device that does not let go of it, and the operator would wait for that for ten minutes. */
    @Test
    void shouldEndWithinItsBoundWhenTerminatedWhileAHeapIsDrained() throws Exception {
        Process gateway = command.start(
                "exec",
                "alloc camera0 1m; attach 1 camera0; map 1 camera0; alloc display0 64m; drain cma --deadline 600");
        await(gateway).until(() -> Files.readString(folder.resolve("out")).contains("heap cma is out of service"));
        Traces traces = Traces.of(gateway);
        assertThat(traces.memoryFiles()).as("memory files while it drains").isNotEmpty();
        long began = System.nanoTime();
        signal("TERM", gateway);

        Outcome ended = command.end(gateway);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SHUTDOWN_BOUND);
        assertThat(ended.code()).isEqualTo(143);
        assertThat(ended.out() + ended.err())
                .contains("is cut off because the engine stops")
                .doesNotContain("\tat ", "Exception");
        assertThat(traces.stillOpen()).as("memory files that live on").isEmpty();
        assertThat(traces.stillMapped()).as("mappings of them elsewhere").isEmpty();
        assertThat(command.temporary()).isEmptyDirectory();
    }

    @Test
    void shouldLeaveNothingWhenInterruptedAtItsStart() throws Exception {
        Process exec = command.start("exec", "heaps");
        await(exec).pollInterval(Duration.ofMillis(5)).until(() -> hasEntry(command.temporary()));
        signal("TERM", exec);

        assertThat(command.end(exec).err()).doesNotContain("\tat ", "Exception");
        assertThat(command.temporary()).isEmptyDirectory();
    }

    @Test
    void shouldNameTheOtherWhenItsStateIsInUse() throws Exception {
        Process first = running();

        Outcome second = command.beside(folder.resolve("second")).run("run");
        signal("TERM", first);

        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err())
                .contains("process " + first.pid(), "ENTREPOT_DATA")
                .hasLineCount(1);
        assertThat(command.end(first).code()).isEqualTo(143);
    }

    @Test
    void shouldStartAgainFromItsStateWhenNothingChanged() throws Exception {
        for (int i = 0; i < 2; i++) {
            Process gateway = running();
            signal("TERM", gateway);
            assertThat(command.end(gateway)).isEqualTo(new Outcome(143, "", ""));
        }
        assertThat(log())
                .content()
                .containsPattern("(?s)machine is on.*machine is on")
                .doesNotContain(" ERROR ");
    }

    @Test
    void shouldServeFromAnotherHeapWhileItsConfigurationIsThere() throws Exception {
        Path home = folder.resolve("installed");
        Command.copyGateway(home);
        command = command.at(home);
        Process gateway = running();
        Path added = Files.writeString(
                home.resolve("conf/org.entrepot.exporter.system-second.cfg"), "entrepot.exporter = second\n");
        await(gateway).until(() -> logged("Heap second is SERVING"));
        Files.delete(added);
        await(gateway).until(() -> logged("Heap second is GONE"));
        signal("TERM", gateway);

        assertThat(command.end(gateway)).isEqualTo(new Outcome(143, "", ""));
    }

    @Test
    void shouldForgetAConfigurationWhenItsFileWentMeanwhile() throws Exception {
        Path home = folder.resolve("installed");
        Command.copyGateway(home);
        command = command.at(home);
        for (int i = 0; i < 2; i++) {
            Process gateway = running();
            boolean both = i == 0;
            await(gateway).until(() -> logged("Heap system is SERVING") && (!both || logged("Heap cma is SERVING")));
            signal("TERM", gateway);
            command.end(gateway);
            assertThat(logged("Heap cma is SERVING")).isEqualTo(both);
            Files.deleteIfExists(home.resolve("conf/org.entrepot.exporter.cma-default.cfg"));
            Files.delete(log());
        }
    }

    @Test
    void shouldUseNoNetworkWhenItRuns() throws Exception {
        Process gateway = running();
        Path process = Path.of("/proc", Long.toString(gateway.pid()));
        String sockets = socketsOf(process);
        List<String> bound = Stream.of("tcp", "tcp6", "udp", "udp6")
                .flatMap(table -> rows(process.resolve("net").resolve(table)))
                .filter(row -> sockets.contains("socket:[" + row.split(" +", -1)[9] + "]"))
                .toList();
        signal("TERM", gateway);
        command.end(gateway);

        assertThat(bound).isEmpty();
    }

    /** A gateway all of whose bundles have started. */
    private Process running() throws IOException {
        Path started = command.data().resolve("provisioned-from");
        long before = started.toFile().lastModified();
        Process gateway = command.start("run");
        await(gateway).until(() -> started.toFile().lastModified() > before);
        return gateway;
    }

    private static ConditionFactory await(Process process) {
        return Awaitility.await().atMost(PATIENCE).failFast("the gateway ended", () -> !process.isAlive());
    }

    private static void signal(String name, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private Path log() {
        return command.data().resolve("entrepot.log");
    }

    private boolean logged(String words) throws IOException {
        return Files.exists(log()) && Files.readString(log()).contains(words);
    }

    private static boolean hasEntry(Path path) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isPresent();
        }
    }

    /** What the descriptors of a process are, one a line. */
    private static String socketsOf(Path process) throws IOException {
        StringBuilder sockets = new StringBuilder();
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    sockets.append(Files.readSymbolicLink(descriptor)).append('\n');
                }
            }
        }
        return sockets.toString();
    }

    private static Stream<String> rows(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
