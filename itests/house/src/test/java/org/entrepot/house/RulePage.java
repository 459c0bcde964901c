package org.entrepot.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.conformance.BufferContract;
import org.entrepot.conformance.Demand;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.conformance.FenceContract;
import org.entrepot.conformance.ImporterContract;
import org.entrepot.conformance.MapperContract;
import org.entrepot.conformance.Rule;
import org.entrepot.conformance.RuleBook;

/** The parts of the rules' page that follow from the rules, the tests and what became of them. */
final class RulePage {
    static final Map<String, Class<?>> CONTRACTS = new TreeMap<>(Map.of(
            "EXP", ExporterContract.class,
            "MAP", MapperContract.class,
            "IMP", ImporterContract.class,
            "BUF", BufferContract.class,
            "FEN", FenceContract.class));

    private static final Pattern SUBJECT = Pattern.compile("(?m)^ *(?:final )?class (\\w+)Rules(?:Test)? extends ");

    private final Path root;

    RulePage(Path root) {
        this.root = root;
    }

    /** The rules of a chapter as a table. */
    static String rules(String chapter) {
        Map<String, List<String>> tests = RuleBook.tests(CONTRACTS.get(chapter)).stream()
                .collect(Collectors.groupingBy(
                        test -> test.getAnnotation(Rule.class).value(),
                        Collectors.mapping(Method::getName, Collectors.toList())));
        return RuleBook.all().stream()
                .filter(rule -> rule.chapter().equals(chapter))
                .map(rule -> row(rule, tests.getOrDefault(rule.number(), List.of())))
                .collect(Collectors.joining(
                        "\n", "| rule | what it demands | why | tested by |\n|---|---|---|---|\n", "\n"));
    }

    private static String row(Demand rule, List<String> tests) {
        String proof = tests.isEmpty() ? "nobody yet" : "`" + String.join("`, `", tests) + "`";
        return "| " + rule.number() + " | " + rule.words() + " | " + rule.source() + " | " + proof + " |";
    }

    /** Who keeps which rules of a chapter, as a table. */
    String outcomes(String chapter) throws IOException {
        String head = "| who | passed | skipped, and why |\n|---|---|---|\n";
        StringBuilder table = new StringBuilder(head);
        for (Map.Entry<String, List<String>> report : reports().entrySet()) {
            List<String> lines = report.getValue();
            if (lines.stream().anyMatch(line -> line.startsWith(chapter))) {
                table.append(row(report.getKey(), lines));
            }
        }
        return table.toString();
    }

    private static String row(String subject, List<String> lines) {
        Map<String, List<String>> skipped = new LinkedHashMap<>();
        long passed = 0;
        for (String line : lines) {
            String[] parts = line.split("\t", -1);
            if ("PASSED".equals(parts[1])) {
                passed++;
            } else {
                String why = parts.length > 2 ? parts[2] : parts[1];
                skipped.computeIfAbsent(why, reason -> new ArrayList<>()).add(parts[0]);
            }
        }
        String why = skipped.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .collect(Collectors.joining("; "));
        return "| " + subject + " | " + passed + " of " + lines.size() + " | " + why + " |\n";
    }

    /** What the contracts of this build wrote down, by subject; a report of a test that is gone is none. */
    Map<String, List<String>> reports() throws IOException {
        Set<String> subjects = subjects();
        Map<String, List<String>> reports = new TreeMap<>();
        for (Path file : files("target/rules", ".tsv")) {
            if (subjects.contains(subject(file))) {
                reports.put(subject(file), Files.readAllLines(file));
            }
        }
        return reports;
    }

    private String subject(Path file) {
        return named(file, file.getFileName().toString().replaceFirst("Rules(Test)?\\.tsv$", ""));
    }

    /** A subject by its bundle's folder and its own name, for two bundles may have a class of one name. */
    private String named(Path file, String name) {
        return "`" + root.relativize(file).getName(1) + "` " + name;
    }

    private List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> bundles = Files.list(root.resolve("bundles"))) {
            return Stream.concat(bundles, Stream.of(root.resolve("examples/vendor-backend")))
                    .map(bundle -> bundle.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(RulePage::in)
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> in(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return Arrays.stream(files.toArray(Path[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The subjects of which the sources have a test of the rules. */
    Set<String> subjects() throws IOException {
        Set<String> subjects = new TreeSet<>();
        for (Path source : files("src/test/java", ".java")) {
            SUBJECT.matcher(Files.readString(source))
                    .results()
                    .forEach(match -> subjects.add(named(source, match.group(1))));
        }
        return subjects;
    }
}
