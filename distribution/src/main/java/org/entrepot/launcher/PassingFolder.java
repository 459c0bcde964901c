package org.entrepot.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary folder of one process, locked by it. A process that is killed cannot take its folder away: the next of the same user
 * does, and knows by the lock that nobody is there.
 *
 * @param path of the folder
 * @param lock that is held as long as it is open
 */
record PassingFolder(Path path, FileChannel lock) {
    private static final String NAME = "entrepot-";
    private static final String LOCK = "lock";

    /** Makes one, and removes those that were left behind beside it. */
    static PassingFolder make() throws IOException {
        Path path = Files.createTempDirectory(NAME);
        Path unlocked = path.resolve("unlocked");
        FileChannel lock = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        // Only now under its name: a folder whose lock can be seen but is not held has been left.
        Files.move(unlocked, path.resolve(LOCK));
        PassingFolder made = new PassingFolder(path, lock);
        made.removeLeft();
        return made;
    }

    private void removeLeft() throws IOException {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(path.getParent(), NAME + "*")) {
            for (Path other : others) {
                if (!other.equals(path) && isOurs(other)) {
                    removeIfLeft(other);
                }
            }
        }
    }

    private boolean isOurs(Path other) throws IOException {
        return Files.exists(other.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path));
    }

    private static void removeIfLeft(Path other) {
        try (FileChannel channel =
                        FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.tryLock()) {
            if (held != null) {
                DataFolder.remove(other);
            }
        } catch (OverlappingFileLockException e) {
            // It belongs to another gateway of this very process.
        } catch (IOException e) {
            // Somebody else removes it just now, or nobody can: it harms nobody, and the next start tries again.
        }
    }
}
