package org.entrepot.linux.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Numbers that the kernel tells in files of their own. */
final class SystemFile {
    private static final int MOST_DIGITS = 64;

    private SystemFile() {}

    /** A number, decimal or with 0x; nothing if the file is missing, not this user's to read, or holds no number. */
    static OptionalLong number(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            // In one read: of a file in /proc/sys a second one gets nothing.
            byte[] text = new byte[MOST_DIGITS];
            int length = Math.max(0, content.read(text));
            return OptionalLong.of(Long.decode(new String(text, 0, length, StandardCharsets.US_ASCII).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
