package org.entrepot.lab;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A running guest with one JVM that runs tests, seen from the host. */
final class Guest implements AutoCloseable {
    private static final Path HOME = Path.of(System.getProperty("lab.home", ""));
    /** Room for a loaded machine: what was tried takes half of it. */
    private static final int LIMIT_SECONDS = 600;
    /**
     * A kernel that knows CMA heaps has one then; others leave the memory idle. Memory that no kernel knows. And what cards hold
     * can be read.
     */
    private static final String MEMORY = "cma=64M memmap=4M$0x30000000 iomem=relaxed";
    /** A display card whose driver, which is loaded by who wants it, shows memory of others. */
    private static final String CARD = "-device cirrus-vga";

    private final Process process;
    private final BufferedReader output;

    private Guest(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Why no guest can be had on this machine, in the words of the lab, or nothing when one can. */
    static Optional<String> whyNot() throws IOException, InterruptedException {
        Process check = new ProcessBuilder(script(), "--check")
                .redirectErrorStream(true)
                .start();
        String words = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return check.waitFor() == 0 ? Optional.empty() : Optional.of(words.strip());
    }

    /** The version of the kernel that is booted, as {@code uname -r} has it. */
    static String kernelRelease() throws IOException {
        Process ask = new ProcessBuilder(script(), "--release").start();
        return new String(ask.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Which kernel that is: {@code debian}, or {@code own} if somebody chose it. */
    static String kernel() {
        return System.getenv("ENTREPOT_LAB_KERNEL") == null ? "debian" : "own";
    }

    /** The folder of the project. */
    static Path root() {
        return HOME.toAbsolutePath().getParent().getParent();
    }

    /** Starts a guest that runs the classes with such names out of the folder of test classes. */
    static Guest running(String names) throws IOException {
        List<String> command = new ArrayList<>(List.of(script(), "-t", "" + LIMIT_SECONDS, "-d", HOME.toString()));
        command.addAll(List.of("-I", "-a", MEMORY, "-q", CARD, "--"));
        command.addAll(jvm());
        command.addAll(program(names));
        return new Guest(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** An emulated processor compiles slowly: the quick compiler only, and no threads beside it. */
    static List<String> jvm() {
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    /** What the JVM runs: the classes with such names out of our own folder. */
    static List<String> program(String names) {
        return List.of(GuestTests.class.getName(), testClasses().toString(), names);
    }

    private static Path testClasses() {
        try {
            return new File(Guest.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The script that boots a guest. */
    static String script() {
        return HOME.resolve("run").toString();
    }

    /** The next report; nothing when the guest has ended. What is not a report is passed on to our own output. */
    Optional<Report> next() {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Optional<Report> report = Report.of(line);
                if (report.isPresent()) {
                    return report;
                }
                System.out.println(line);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end; the exit code is the JVM's, or one of the lab's own. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
