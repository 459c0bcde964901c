package org.entrepot.torture.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What this process has of the kernel's.
 *
 * @param counts by kind
 */
record Census(Map<String, Long> counts) {
    private static final Path SELF = Path.of("/proc/self");
    /** Threads that the JVM starts and ends as it likes. */
    private static final String JVMS_OWN = "(C1|C2|GC|VM|Sweeper|Signal|Service|Monitor|Notification|Common-Cleaner).*";

    static Census take() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("descriptors", entries(SELF.resolve("fd"), path -> true));
        counts.put("threads", entries(SELF.resolve("task"), Census::isOurs));
        counts.put("mappings of memory files", lines(line -> line.contains("memfd:")));
        counts.put("mappings of zero pages", lines(line -> line.contains("/dev/zero")));
        return new Census(counts);
    }

    private static boolean isOurs(Path task) {
        try {
            return !Files.readString(task.resolve("comm")).strip().matches(JVMS_OWN);
        } catch (IOException ended) {
            return false;
        }
    }

    private static long entries(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(wanted).count();
        }
    }

    private static long lines(Predicate<String> wanted) throws IOException {
        try (Stream<String> lines = Files.lines(SELF.resolve("maps"))) {
            return lines.filter(wanted).count();
        }
    }

    /** Whether there is no more of anything. */
    boolean isWithin(Census baseline) {
        return counts.entrySet().stream()
                .allMatch(entry -> entry.getValue() <= baseline.counts().get(entry.getKey()));
    }
}
