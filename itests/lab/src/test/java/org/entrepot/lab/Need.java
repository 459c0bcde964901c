package org.entrepot.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs of the guest's kernel, and is skipped without. */
public final class Need {
    private Need() {}

    /** A device that not every kernel has. */
    public static void device(String path) {
        assumeTrue(
                Files.exists(Path.of(path)),
                () -> "this kernel has no such device: path=" + path + ", Linux " + System.getProperty("os.version"));
        if (path.startsWith("/dev/")) {
            Used.device(path);
        }
    }
}
