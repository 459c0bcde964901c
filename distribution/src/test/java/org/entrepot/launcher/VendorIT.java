package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.entrepot.launcher.Command.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A backend of somebody else, dropped into a gateway that runs, used, and taken away again. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is a POSIX shell script")
class VendorIT {
    private static final Path BACKEND = Path.of(System.getProperty("vendor.backend"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path deploy;
    private Command command;
    private Process gateway;

    @BeforeEach
    void startAGateway() throws Exception {
        Path home = folder.resolve("installed");
        Command.copyGateway(home);
        deploy = home.resolve("deploy");
        command = new Command(folder).at(home);
        gateway = command.start("run");
        await("the heaps of the gateway", () -> logged("Heap cma is SERVING") && logged("Heap system is SERVING"));
    }

    @AfterEach
    void endIt() {
        gateway.destroyForcibly();
    }

    @Test
    void shouldServeAtOnceWhenDroppedInAndLeaveItsBuffersValidWhenTakenAway() throws Exception {
        Path backend = Files.copy(BACKEND, deploy.resolve("sram.jar"));
        await("the heap", () -> logged("Heap sram is SERVING"));
        Path witness = deploy.resolve("witness.jar");
        Witness.pack(witness, folder);
        await("a buffer", () -> Files.exists(folder.resolve("started")));

        Files.delete(backend);
        await("the heap's leaving", () -> logged("Heap sram is GONE: 0 buffers moved"));
        Files.delete(witness);
        await("the buffer's end", () -> Files.exists(folder.resolve("stopped")));
        gateway.destroy();
        Outcome ended = command.end(gateway);

        String segment = "segments=[0x900000+0x10000]";
        assertThat(folder.resolve("started")).hasContent("heap=sram " + segment);
        assertThat(folder.resolve("stopped"))
                .content()
                .startsWith("value=42 " + segment)
                .doesNotContain("next=sram");
        assertThat(ended.code()).isEqualTo(143);
        assertThat(ended.out()).isEmpty();
        // The device has it mapped, so that it cannot move, and people are told.
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .contains("is stranded", "device camera0 has it mapped");
    }

    private boolean logged(String words) throws Exception {
        Path log = command.data().resolve("entrepot.log");
        return Files.exists(log) && Files.readString(log).contains(words);
    }

    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .failFast("the gateway runs", () -> !gateway.isAlive())
                .until(condition);
    }
}
