package org.entrepot.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Configuration Admin keeps between two runs of a gateway. */
final class KeptConfigurations {
    private static final String FROM_A_FILE = "felix.fileinstall.filename=";

    private KeptConfigurations() {}

    /** Where they are kept. */
    static Path within(Path data) {
        return data.resolve("configurations");
    }

    /**
     * Forgets those that were read from a file: File Install reads the files that are there anew, but never notices one that went
     * while the gateway was not running.
     */
    static void forgetFiles(Path data) throws IOException {
        if (!Files.isDirectory(within(data))) {
            return;
        }
        List<Path> kept;
        try (Stream<Path> files = Files.walk(within(data))) {
            kept = files.filter(Files::isRegularFile).toList();
        }
        for (Path file : kept) {
            if (Files.readString(file, StandardCharsets.UTF_8).contains(FROM_A_FILE)) {
                Files.delete(file);
            }
        }
    }
}
