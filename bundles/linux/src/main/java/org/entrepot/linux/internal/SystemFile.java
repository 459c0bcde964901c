package org.entrepot.linux.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What the kernel tells in files of their own. */
public final class SystemFile {
    private static final int MOST_BYTES = 256;

    private SystemFile() {}

    /** A number, decimal or with 0x; nothing if the file is missing, not this user's to read, or holds no number. */
    static OptionalLong number(Path file) {
        try {
            Optional<String> text = text(file);
            return text.isPresent() ? OptionalLong.of(Long.decode(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * The text without white space around it, cut off at {@value #MOST_BYTES} bytes; nothing if the file is missing, not this user's
     * to read, or not readable at this moment.
     */
    public static Optional<String> text(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            // In one read: of a file in /proc/sys a second one gets nothing.
            byte[] text = new byte[MOST_BYTES];
            int length = Math.max(0, content.read(text));
            return Optional.of(new String(text, 0, length, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
