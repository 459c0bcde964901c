package org.entrepot.emulation.internal.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** Files that are there whole or not at all: written under another name in the same folder, then renamed. */
final class WholeFile {
    private WholeFile() {}

    /** What writes the file. */
    interface Writing {
        void to(Path partial) throws IOException;
    }

    /** Where a file is while it is written. */
    static Path partial(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".part");
    }

    /**
     * Writes a file.
     *
     * @return the file
     * @throws EntrepotException with {@link Reason#IO} if it cannot be written; nothing is left
     */
    static Path write(Path file, Writing writing) {
        Path partial = partial(file);
        try {
            writing.to(partial);
            return complete(partial, file);
        } catch (IOException e) {
            discard(partial, e);
            throw failure(file, e);
        }
    }

    /** Gives a file that is complete its name. */
    static Path complete(Path partial, Path file) throws IOException {
        return Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what is not complete; a second failure goes with the first. */
    static void discard(Path partial, Throwable why) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    static EntrepotException failure(Path file, IOException cause) {
        return new EntrepotException(
                Reason.IO,
                "a file can be written: file=" + file + " (" + cause.getMessage()
                        + "); look at the folder and the disk",
                cause);
    }
}
