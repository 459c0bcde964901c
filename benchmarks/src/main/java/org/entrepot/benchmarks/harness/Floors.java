package org.entrepot.benchmarks.harness;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The C sides: small sources of our own, each compiled by the machine's C compiler into a library of its own and called in this
 * process. A call does a whole round of operations, so that what the call itself costs does not show.
 */
public final class Floors {
    private static final List<String> FLAGS =
            List.of("-O3", "-march=native", "-std=gnu11", "-fPIC", "-shared", "-Wall", "-Werror");

    private final String compiler;
    private final Path folder;
    private final ConcurrentMap<String, NativeLibrary> libraries = new ConcurrentHashMap<>();

    /**
     * Uses a compiler.
     *
     * @param compiler its command
     * @param folder where libraries are put
     */
    public Floors(String compiler, Path folder) {
        this.compiler = compiler;
        this.folder = folder;
    }

    /**
     * A function of a floor; the source is compiled at first.
     *
     * @param source name of a file among the resources in {@code floors/}, without {@code .c}
     * @param function in it
     */
    public Function function(String source, String function) {
        return libraries.computeIfAbsent(source, this::library).getFunction(function);
    }

    private NativeLibrary library(String source) {
        Path code = folder.resolve(source + ".c");
        Path library = folder.resolve("lib" + source + ".so");
        try (InputStream text = Floors.class.getResourceAsStream("/floors/" + source + ".c")) {
            if (text == null) {
                throw new IllegalArgumentException("a floor has a source: floors/" + source + ".c is missing");
            }
            Files.copy(text, code);
            List<String> command = new ArrayList<>(List.of(compiler));
            command.addAll(FLAGS);
            command.addAll(List.of("-o", library.toString(), code.toString(), "-lm"));
            run(command);
        } catch (IOException e) {
            throw new IllegalStateException("a floor compiles: source=" + source + " folder=" + folder, e);
        }
        return NativeLibrary.getInstance(library.toString());
    }

    private static void run(List<String> command) throws IOException {
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IOException("exit=" + code + " of " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while compiling", e);
        }
    }
}
