package org.entrepot.linux.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a C compiler makes of a header.
 *
 * @param isThere whether a program that includes it compiles
 * @param numbers what the program prints, by expression
 * @param absent expressions that the header does not know
 * @param words the compiler's own, when it compiles nothing
 */
record CompiledHeader(boolean isThere, Map<String, Long> numbers, Set<String> absent, String words) {
    private static final String KERNEL_HEADERS = "ENTREPOT_KERNEL_HEADERS";
    private static final String HEAD = """
            #define _GNU_SOURCE
            #include <stddef.h>
            #include <stdio.h>
            #include <%s>
            int main(void) {
            """;
    private static final int LINES_BEFORE = HEAD.split("\n").length;
    private static final Pattern ERROR = Pattern.compile("numbers\\.c:(\\d+):\\d+: (?:fatal )?error: ");

    /** Compiles a program that prints each number of a header, and runs it. */
    static CompiledHeader of(Header header, Path folder) throws IOException, InterruptedException {
        List<String> expressions = new ArrayList<>(header.numbers().keySet());
        Set<String> absent = new LinkedHashSet<>();
        String words = compile(header, expressions, folder);
        // A line with an error is an expression that this header does not know; without those it compiles, or it is not
        // there at all.
        for (List<String> unknown = unknown(words, expressions);
                !unknown.isEmpty();
                unknown = unknown(words, expressions)) {
            absent.addAll(unknown);
            expressions.removeAll(unknown);
            words = compile(header, expressions, folder);
        }
        Path program = folder.resolve("numbers");
        return Files.isExecutable(program)
                ? new CompiledHeader(true, printed(program), absent, words)
                : new CompiledHeader(false, Map.of(), absent, words);
    }

    private static String compile(Header header, List<String> expressions, Path folder)
            throws IOException, InterruptedException {
        Path source = folder.resolve("numbers.c");
        String body = expressions.stream()
                .map(expression -> "  printf(\"%%lld %s\\n\", (long long)(%1$s));".formatted(expression))
                .collect(Collectors.joining("\n"));
        Files.writeString(source, HEAD.formatted(header.include()) + body + "\n  return 0;\n}\n");
        List<String> command =
                new ArrayList<>(List.of("cc", "-o", folder.resolve("numbers").toString()));
        command.addAll(kernelHeaders(folder));
        command.add(source.toString());
        try {
            return run(command);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /**
     * A kernel's own folder is not quite what it installs: its headers still name two that are the kernel's, for marks that say
     * nothing here.
     */
    private static List<String> kernelHeaders(Path folder) throws IOException {
        String headers = System.getenv(KERNEL_HEADERS);
        if (headers == null || headers.isEmpty()) {
            return List.of();
        }
        Path marks = Files.createDirectories(folder.resolve("marks/linux"));
        Files.writeString(marks.resolve("compiler.h"), "");
        Files.writeString(marks.resolve("compiler_types.h"), "");
        return List.of(
                "-D__EXPORTED_HEADERS__", "-D__user=", "-I", marks.getParent().toString(), "-I", headers);
    }

    private static List<String> unknown(String words, List<String> expressions) {
        return ERROR.matcher(words)
                .results()
                .map(MatchResult::group)
                .distinct()
                .map(error -> Integer.parseInt(error.split(":", -1)[1]) - LINES_BEFORE - 1)
                .filter(line -> line >= 0 && line < expressions.size())
                .distinct()
                .map(expressions::get)
                .toList();
    }

    private static Map<String, Long> printed(Path program) throws IOException, InterruptedException {
        Map<String, Long> numbers = new TreeMap<>();
        for (String line : run(List.of(program.toString())).lines().toList()) {
            String[] words = line.split(" ", 2);
            numbers.put(words[1], Long.valueOf(words[0]));
        }
        return numbers;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        }
    }
}
