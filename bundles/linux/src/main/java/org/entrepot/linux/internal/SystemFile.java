package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Numbers that the kernel tells in files of their own. */
final class SystemFile {
    private SystemFile() {}

    /** A number, decimal or with 0x; nothing if the file is missing, not this user's to read, or holds no number. */
    static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.decode(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
