package org.entrepot.races;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/** Runs jcstress in a process of its own, which starts one more for each race. */
final class Races {
    /** One set of options: the collector has nothing to do with what is looked at, and the least threads of its own. */
    private static final String JVM = "-XX:+UseSerialGC -Xmx256m -XX:-UsePerfData";

    private final Path folder;
    private final int rounds;
    private final List<TestResult> results = new ArrayList<>();

    /**
     * Runs nothing yet.
     *
     * @param folder for logs, results and reports
     * @param rounds of each race
     */
    Races(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    /**
     * Runs races, and adds what is seen to what was.
     *
     * @param tests which, as a regular expression
     * @param millis how long each round lasts
     */
    void run(String tests, int millis) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("run-" + millis + "-" + System.nanoTime()));
        Path log = own.resolve("log");
        int code = new ProcessBuilder(command(tests, millis))
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(code).as("exit code of jcstress; its log is %s", log).isZero();
        results.addAll(read(own));
    }

    private List<String> command(String tests, int millis) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("-t", tests, "-time", String.valueOf(millis), "-iters", String.valueOf(rounds)));
        // A fork for each race and not one for each way to compile its two halves, nor for each way to place them.
        command.addAll(List.of("-f", "1", "-sc", "false", "-af", "NONE", "-r", "report", "-jvmArgs", JVM));
        return command;
    }

    private static Collection<TestResult> read(Path own) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        try (Stream<Path> files = Files.list(own)) {
            for (File file : files.map(Path::toFile)
                    .filter(known -> known.getName().endsWith(".bin.gz"))
                    .toList()) {
                DiskReadCollector reader = new DiskReadCollector(file.getPath(), collector);
                reader.dump();
                reader.close();
            }
        } catch (ClassNotFoundException e) {
            throw new IOException("results of jcstress are read by the jcstress that wrote them: folder=" + own, e);
        }
        return collector.getTestResults();
    }

    /** What was seen in all runs, by race. */
    List<Verdict> verdicts() {
        return ReportUtils.mergedByName(results).stream()
                .map(Verdict::new)
                .sorted()
                .toList();
    }
}
