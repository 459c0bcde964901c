package org.entrepot.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command as it is built, each time with a state, a temporary folder and a working folder of its own. */
final class Command {
    private static final Path HOME = Path.of(System.getProperty("gateway"));
    private static final int PATIENCE_SECONDS = 120;

    private final Path folder;
    private final Path home;
    private final Path data;
    private final Path temporary;

    Command(Path folder) throws IOException {
        this(folder, HOME, folder.resolve("data"), folder.resolve("temporary"));
    }

    private Command(Path folder, Path home, Path data, Path temporary) throws IOException {
        this.folder = folder;
        this.home = home;
        this.data = data;
        this.temporary = temporary;
        Files.createDirectories(temporary());
        Files.createDirectories(caller());
    }

    /** The same command installed at another place. */
    Command at(Path otherHome) throws IOException {
        return new Command(folder, otherHome, data, temporary);
    }

    /** Another command that keeps its state at the same place. */
    Command beside(Path otherFolder) throws IOException {
        return new Command(otherFolder, home, data, otherFolder.resolve("temporary"));
    }

    /** The same command with its temporary folders at another place. */
    Command passingIn(Path otherTemporary) throws IOException {
        return new Command(folder, home, data, otherTemporary);
    }

    /** Puts another gateway somewhere. */
    static void copyGateway(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(HOME)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(HOME.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Where a gateway that stays keeps its state. */
    Path data() {
        return data;
    }

    /** Where a gateway that passes keeps it. */
    Path temporary() {
        return temporary;
    }

    /** The folder in which it is started. */
    Path caller() {
        return folder.resolve("caller");
    }

    Outcome run(String... words) throws Exception {
        return runWith("", words);
    }

    /** Runs it to its end with something piped in. */
    Outcome runWith(String input, String... words) throws Exception {
        Process process = start(words);
        try (var piped = process.outputWriter()) {
            piped.write(input);
        }
        return end(process);
    }

    Process start(String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(home.resolve("bin/entrepot").toString()));
        Collections.addAll(line, words);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(caller().toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("ENTREPOT_DATA", data().toString());
        builder.environment().put("TMPDIR", temporary().toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** Waits until it has ended. */
    Outcome end(Process process) throws Exception {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("a command ends: seconds=" + PATIENCE_SECONDS);
        }
        return new Outcome(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    /**
     * How it ended.
     *
     * @param code it exited with
     * @param out what it printed
     * @param err what it complained of
     */
    record Outcome(int code, String out, String err) {}
}
