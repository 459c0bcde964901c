package org.entrepot.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a process has that others could have after it.
 *
 * @param process that is looked at
 * @param memoryFiles its files in memory, by inode
 * @param childrenOf the processes it has started
 */
record Traces(Process process, Set<String> memoryFiles, List<ProcessHandle> childrenOf) {
    private static final Path PROC = Path.of("/proc");

    static Traces of(Process process) throws IOException {
        Path own = PROC.resolve(Long.toString(process.pid()));
        Set<String> found = descriptors(own);
        found.addAll(mappings(own));
        return new Traces(process, Set.copyOf(found), process.descendants().toList());
    }

    /** Those of them that any process still has open. */
    Set<String> stillOpen() throws IOException {
        Set<String> open = new TreeSet<>();
        for (Path other : processes()) {
            open.addAll(descriptors(other));
        }
        open.retainAll(memoryFiles);
        return open;
    }

    /** Those of them that any process still has mapped. */
    Set<String> stillMapped() throws IOException {
        Set<String> mapped = new TreeSet<>();
        for (Path other : processes()) {
            mapped.addAll(mappings(other));
        }
        mapped.retainAll(memoryFiles);
        return mapped;
    }

    /** The file in which a JVM lets others read its counters. */
    Path sharedCounters() {
        return Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name"), Long.toString(process.pid()));
    }

    private static List<Path> processes() throws IOException {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .toList();
        }
    }

    private static Set<String> descriptors(Path process) {
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> entries = Files.list(process.resolve("fd"))) {
            for (Path entry : entries.toList()) {
                if (Files.readSymbolicLink(entry).toString().contains("memfd:")) {
                    inodes.add(Files.getAttribute(entry, "unix:ino").toString());
                }
            }
        } catch (IOException e) {
            // It has ended meanwhile, or is another user's.
            return inodes;
        }
        return inodes;
    }

    private static Set<String> mappings(Path process) {
        try (Stream<String> lines = Files.lines(process.resolve("maps"))) {
            Set<String> inodes = new TreeSet<>();
            lines.filter(line -> line.contains("/memfd:")).forEach(line -> inodes.add(line.split(" +", 6)[4]));
            return inodes;
        } catch (IOException | UncheckedIOException e) {
            // It has ended meanwhile, or is another user's.
            return Set.of();
        }
    }
}
