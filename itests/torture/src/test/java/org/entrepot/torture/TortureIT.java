package org.entrepot.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost, leaked or corrupted while heaps come, go, change and fail. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it counts in /proc/self")
class TortureIT {
    private static final Path FOLDER = Path.of(System.getProperty("torture.folder"));
    private static final String FRAMEWORK = System.getProperty("torture.framework");
    /** For the start, the warm-up, and what the end may take. */
    private static final int BESIDES_SECONDS = 240;

    @TempDir
    Path cache;

    @Test
    void shouldLoseNothingWhenHeapsComeGoChangeAndFail() throws Exception {
        String seed = seed();
        System.out.println("torture: -Dtorture.seed=" + seed + " -Dtorture.seconds="
                + Integer.getInteger("torture.seconds") + " -Dtorture.threads=" + Integer.getInteger("torture.threads")
                + " -Dtorture.framework=" + FRAMEWORK);
        Process process = start(seed);
        // Its own watchdog comes first; this is for a process in which nothing goes on at all.
        CompletableFuture.delayedExecutor(Integer.getInteger("torture.seconds") + BESIDES_SECONDS, TimeUnit.SECONDS)
                .execute(process::destroyForcibly);
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                System.out.println(line);
            }
        }
        assertThat(process.waitFor())
                .as("verdict of -Dtorture.seed=%s:%n%s", seed, String.join("\n", said))
                .isZero();
    }

    private static String seed() {
        String given = System.getProperty("torture.seed", "");
        return given.isEmpty() ? Long.toString(new SplittableRandom().nextLong(1L << 48)) : given;
    }

    private Process start(String seed) throws IOException {
        String jar = "felix".equals(FRAMEWORK) ? "org.apache.felix.framework.jar" : "org.eclipse.osgi.jar";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-XX:+PerfDisableSharedMem",
                "-Djava.io.tmpdir=" + Files.createDirectories(cache.resolve("tmp"))));
        for (String name : List.of("seconds", "threads", "folder")) {
            command.add("-Dtorture." + name + "=" + System.getProperty("torture." + name));
        }
        command.add("-Dtorture.seed=" + seed);
        command.add("-cp");
        command.add(FOLDER.resolve("frameworks").resolve(jar) + ":" + FOLDER.resolve("test-classes"));
        command.add(Torture.class.getName());
        command.add(cache.resolve("framework").toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // So that a thread more does not cost the allocator an arena more, which is a mapping.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.start();
    }
}
