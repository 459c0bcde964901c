package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.entrepot.launcher.Command.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed ({@code kill -9}) at work, and what stays of it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it looks into /proc")
class KillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> HEAPS = List.of("carveout", "cma", "iommu", "system", "tiler");

    @TempDir
    Path folder;

    private Command command;

    @BeforeEach
    void prepare() throws Exception {
        command = new Command(folder);
    }

    @Test
    void shouldLeaveNoMemoryBehindWhenKilledAtWork() throws Exception {
        Set<String> sharedBefore = names(Path.of("/dev/shm"));
        Process gateway = atWork();
        Traces traces = Traces.of(gateway);
        assertThat(traces.memoryFiles()).as("memory files while it works").isNotEmpty();
        assertThat(traces.childrenOf()).as("processes it started").isEmpty();

        kill(gateway);

        assertThat(traces.stillOpen()).as("memory files that live on").isEmpty();
        assertThat(traces.stillMapped()).as("mappings of them elsewhere").isEmpty();
        assertThat(traces.sharedCounters()).as("counters that the JVM shares").doesNotExist();
        assertThat(names(Path.of("/dev/shm")))
                .filteredOn(name -> !sharedBefore.contains(name))
                .noneMatch(name -> name.contains("entrepot") || name.contains(Long.toString(gateway.pid())));
    }

    @Test
    void shouldLeaveOneFolderThatTheNextRemovesWhenKilledAtWork() throws Exception {
        kill(atWork());
        assertThat(command.temporary())
                .isDirectoryContaining(path -> path.getFileName().toString().startsWith("entrepot-"));
        assertThat(names(command.temporary())).hasSize(1);

        assertThat(command.run("exec", "heaps").code()).isZero();
        assertThat(command.temporary()).isEmptyDirectory();
    }

    @Test
    void shouldLeaveTheFolderAloneWhenItsGatewayIsAtWork() throws Exception {
        Process gateway = atWork();
        Set<String> own = names(command.temporary());

        Command second = command.beside(folder.resolve("second")).passingIn(command.temporary());
        assertThat(second.run("exec", "heaps").code()).isZero();

        assertThat(names(command.temporary())).isEqualTo(own);
        assertThat(gateway.isAlive()).isTrue();
        kill(gateway);
    }

    @Test
    void shouldStartAgainOnTheSameFolderWhenKilled() throws Exception {
        kill(running());
        assertThat(command.data().resolve("pid")).exists();

        Process again = running();
        assertThat(command.data().resolve("pid")).hasContent(Long.toString(again.pid()));
        again.destroy();

        assertThat(command.end(again)).isEqualTo(new Outcome(143, "", ""));
        assertThat(command.temporary()).isEmptyDirectory();
        assertThat(command.data().resolve("entrepot.log"))
                .content()
                .containsPattern("(?s)machine is on.*machine is on")
                .doesNotContain(" ERROR ");
    }

    /** A gateway with buffers of every heap, and frames under way. */
    private Process atWork() throws IOException {
        StringBuilder words = new StringBuilder();
        for (String heap : HEAPS) {
            words.append("policy pin tag in-")
                    .append(heap)
                    .append(' ')
                    .append(heap)
                    .append("; ");
            words.append("alloc --tag in-").append(heap).append(" 1048576; ");
        }
        words.append("demo --frames 1000000 --size 64x48");
        Process gateway = command.start("exec", words.toString());
        await(gateway).until(() -> Files.exists(command.caller().resolve("entrepot-demo")));
        String told = Files.readString(folder.resolve("out"));
        assertThat(HEAPS).allSatisfy(heap -> assertThat(told).contains("in " + heap));
        return gateway;
    }

    /** A gateway that stays, all of whose bundles have started. */
    private Process running() throws IOException {
        Path started = command.data().resolve("provisioned-from");
        Files.deleteIfExists(started);
        Process gateway = command.start("run");
        await(gateway).until(() -> Files.exists(started));
        return gateway;
    }

    private static ConditionFactory await(Process process) {
        return Awaitility.await().atMost(PATIENCE).failFast("the gateway ended", () -> !process.isAlive());
    }

    private static void kill(Process process) throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor()).as("exit code: killed by signal 9").isEqualTo(137);
    }

    private static Set<String> names(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            Set<String> names = new TreeSet<>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }
}
