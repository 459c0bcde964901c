package org.entrepot.console.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Needs;
import org.entrepot.api.Reason;

/** What a participant needs, in a file of JSON. */
final class NeedsFile {
    private static final int MOST_BYTES = 1 << 20;

    private NeedsFile() {}

    /** Reads a file. */
    static Needs read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("a file of needs is small: file=" + file + " most=" + MOST_BYTES
                        + " bytes; see docs/constraints.md");
            }
            return parse(file, Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EntrepotException(
                    Reason.IO, "a file of needs can be read: file=" + file + " (" + e + "); name another", e);
        }
    }

    private static Needs parse(Path file, String text) {
        try {
            return Needs.ofPlain(JsonText.read(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; in file=" + file, e);
        }
    }
}
