package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code itests/lab/run} gives back: the command's own words and code, and codes of its own when the lab fails. */
class RunIT {
    @TempDir
    private Path folder;

    @BeforeAll
    static void needALab() throws IOException, InterruptedException {
        Optional<String> whyNot = Guest.whyNot();
        assumeTrue(whyNot.isEmpty(), () -> "the lab cannot be tried: " + whyNot.orElseThrow());
    }

    @Test
    void shouldGiveBackOutputAndExitCodeAndWhatWasWritten() throws Exception {
        Ended ended = run("-w", folder.toString(), "--", "sh", "-c", "echo out; echo err >&2; echo kept >kept; exit 7");

        assertThat(ended).isEqualTo(new Ended(7, "out\n", "err\n"));
        assertThat(folder.resolve("kept")).hasContent("kept");
    }

    @Test
    void shouldSayThatTheTimeIsUpWhenTheCommandGoesOn() throws Exception {
        Ended ended = run("-t", "3", "--", "sleep", "1000");

        assertThat(ended.code()).isEqualTo(124);
        assertThat(ended.errors()).contains("lab: the time limit was reached: seconds=3");
    }

    @Test
    void shouldSayThatTheEmulatorDiedWhenItDid() throws Exception {
        Ended ended = run("-q", "-device no-such-device", "--", "true");

        assertThat(ended.code()).isEqualTo(125);
        assertThat(ended.errors()).contains("lab: the emulator died");
    }

    @Test
    void shouldSayThatTheGuestGaveUpWhenItsKernelPanics() throws Exception {
        Ended ended = run("-a", "rdinit=/no-such-program root=/dev/none", "--", "true");

        assertThat(ended.code()).isEqualTo(123);
        assertThat(ended.errors()).contains("lab: the guest ended without a status", "Kernel panic");
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoKernel() throws Exception {
        ProcessBuilder command = command("--", "true");
        command.environment().put("ENTREPOT_LAB_KERNEL", folder.toString());
        Ended ended = end(command);

        assertThat(ended.code()).isEqualTo(126);
        assertThat(ended.errors()).contains("lab: no kernel to boot: " + folder);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return end(command(arguments));
    }

    /** In the folder that a share makes writable, where there is one. */
    private ProcessBuilder command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(Guest.script(), "-d", folder.toString()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words);
    }

    private Ended end(ProcessBuilder command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        int code = command.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Ended(
                code,
                Files.readString(output, StandardCharsets.UTF_8),
                Files.readString(errors, StandardCharsets.UTF_8));
    }

    /** What a run left behind. */
    private record Ended(int code, String output, String errors) {}
}
