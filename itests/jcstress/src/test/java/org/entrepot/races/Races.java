package org.entrepot.races;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.SerializedBufferCollector;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.vm.CompileMode;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * Runs jcstress, which starts a JVM for each race. Its own entry point starts some thirty for each, one for every way to compile the
 * two halves and to place the two threads; here it is one.
 */
final class Races {
    /** The collector has nothing to do with what is looked at, and this one has no threads of its own. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmx256m");

    private final int rounds;
    private final InProcessCollector seen = new InProcessCollector();

    /**
     * Runs nothing yet.
     *
     * @param rounds of each race
     */
    Races(int rounds) {
        this.rounds = rounds;
    }

    /** Finds out what the JVM and the machine can do. */
    void prepare() throws IOException {
        // It walks through the class path, and fails at a folder that is not there: that of the classes of a module
        // without any.
        System.setProperty(
                "java.class.path",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> new File(entry).exists())
                        .collect(Collectors.joining(File.pathSeparator)));
        OSSupport.init();
        VMSupport.initFlags(options(1));
    }

    /**
     * Runs races, and adds what is seen to what was.
     *
     * @param tests their names
     * @param millis how long each round lasts
     */
    void run(List<String> tests, int millis) throws IOException {
        Options options = options(millis);
        Scheduler scheduler = new Scheduler(Topology.get(), options.getCPUCount());
        List<TestConfig> configs = new ArrayList<>();
        for (String test : tests) {
            TestInfo race = TestList.getInfo(test);
            scheduler
                    .scheduleClasses(race.threads(), options.getCPUCount(), AffinityMode.NONE)
                    .forEach(place -> configs.add(new TestConfig(options, race, 0, JVM, CompileMode.UNIFIED, place)));
        }
        SerializedBufferCollector sink = new SerializedBufferCollector(seen);
        new TestExecutor(options.verbosity(), sink, scheduler).runAll(configs);
        sink.close();
    }

    private Options options(int millis) throws IOException {
        Options options = new Options(
                new String[] {"-time", String.valueOf(millis), "-iters", String.valueOf(rounds), "-pth", "false"});
        if (!options.parse()) {
            throw new IllegalStateException("jcstress takes its options: millis=" + millis + " rounds=" + rounds);
        }
        return options;
    }

    /** What was seen in all runs, by race. */
    List<Verdict> verdicts() {
        return ReportUtils.mergedByName(seen.getTestResults()).stream()
                .map(Verdict::new)
                .sorted()
                .toList();
    }
}
