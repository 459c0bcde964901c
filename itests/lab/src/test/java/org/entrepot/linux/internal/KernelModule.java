package org.entrepot.linux.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.entrepot.lab.Used;

/** A module of the guest's kernel that is loaded for a test, and taken out again. */
public final class KernelModule implements AutoCloseable {
    private static final Path VIDEO = Path.of("/sys/class/video4linux");

    private final String name;

    /** Loads it; the test is skipped where this kernel has none of the name. */
    public KernelModule(String name) {
        this.name = name;
        assumeTrue(Kms.run("modprobe", name) == 0, () -> "this kernel has no " + name);
        Used.device(name);
    }

    /** The node of its video device whose name begins so. */
    public Path video(String begin) {
        try (Stream<Path> all = Files.list(VIDEO)) {
            return all.filter(folder -> name(folder).startsWith(begin))
                    .map(folder -> Path.of("/dev").resolve(folder.getFileName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("a video device is here: name=" + begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path folder) {
        try {
            return Files.readString(folder.resolve("name"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (Kms.run("rmmod", name) != 0) {
            throw new AssertionError("nobody has its devices any more: module=" + name);
        }
    }
}
