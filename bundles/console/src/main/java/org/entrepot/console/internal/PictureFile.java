package org.entrepot.console.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** Puts a picture into a file: whole or not at all, and for the user's own eyes. */
final class PictureFile {
    private PictureFile() {}

    /**
     * Writes a file, in the place of an older one if there is one.
     *
     * @throws EntrepotException with {@link Reason#IO} if it cannot be written, or something else than a file is there
     */
    static void write(Path file, String text) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new EntrepotException(
                    Reason.IO, "a picture takes the place of a file only: file=" + file + "; name another");
        }
        try {
            replace(file, text);
        } catch (IOException e) {
            throw new EntrepotException(
                    Reason.IO,
                    "a picture is written into a folder that is there and is writable: file=" + file + " ("
                            + e.getClass().getSimpleName() + "); name another",
                    e);
        }
    }

    /** By a neighbour, which the system makes readable for its owner only. */
    private static void replace(Path file, String text) throws IOException {
        Path neighbour = Files.createTempFile(file.toAbsolutePath().getParent(), ".picture", ".svg");
        try {
            Files.writeString(neighbour, text);
            Files.move(neighbour, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(neighbour);
        }
    }
}
