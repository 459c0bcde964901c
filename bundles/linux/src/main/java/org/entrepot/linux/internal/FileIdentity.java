package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * Which file is behind a descriptor: every DMA-BUF has an inode of its own.
 *
 * @param device of the file system
 * @param inode in it
 */
record FileIdentity(long device, long inode) {
    private static final String WANTED = "unix:dev,ino,size";

    /**
     * Asks the kernel.
     *
     * @param descriptor that is open
     * @param bytes that the file has
     * @throws EntrepotException with {@link Reason#REFUSED} if it has not
     */
    static FileIdentity of(int descriptor, long bytes) {
        Map<String, Object> facts = facts(descriptor);
        long size = number(facts, "size");
        if (size != bytes) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a buffer and its descriptor have the same size: descriptor=" + descriptor + " bytes=" + size
                            + " wanted=" + bytes + "; give the whole buffer");
        }
        return new FileIdentity(number(facts, "dev"), number(facts, "ino"));
    }

    private static Map<String, Object> facts(int descriptor) {
        try {
            return Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), WANTED);
        } catch (IOException e) {
            throw new EntrepotException(
                    Reason.IO,
                    "a descriptor is open: descriptor=" + descriptor + " (" + e.getMessage()
                            + "); keep the buffer while it is mapped",
                    e);
        }
    }

    private static long number(Map<String, Object> facts, String name) {
        if (facts.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new EntrepotException(
                Reason.UNSUPPORTED, "the system tells files apart: attribute=" + name + " of " + facts);
    }
}
