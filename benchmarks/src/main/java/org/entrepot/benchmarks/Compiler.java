package org.entrepot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's C compiler. */
final class Compiler {
    private Compiler() {}

    /** Whether a compiler answers. */
    static boolean isHere(String command) {
        return !version(command).isEmpty();
    }

    /** The first line of what it says of itself; empty if there is none. */
    static String version(String command) {
        try {
            Process asked = new ProcessBuilder(command, "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return asked.waitFor() == 0 ? text.lines().findFirst().orElse(command) : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** A private folder for what it makes. */
    static Path folder() {
        try {
            return Files.createTempDirectory("entrepot-floors");
        } catch (IOException e) {
            throw new UncheckedIOException("the floors need a folder: " + System.getProperty("java.io.tmpdir"), e);
        }
    }
}
