package org.entrepot.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a gateway keeps its state: private to its user, and to one gateway at a time. */
final class DataFolder implements AutoCloseable {
    private static final String HOLDER = "pid";
    private static final String LOCK = "lock";
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final FileChannel lock;
    private final boolean passing;

    private DataFolder(Path path, FileChannel lock, boolean passing) {
        this.path = path;
        this.lock = lock;
        this.passing = passing;
    }

    /** A folder for this process alone, which goes when it is closed. Those of processes that were killed go now. */
    static DataFolder passing() throws StartException {
        try {
            PassingFolder made = PassingFolder.make();
            return new DataFolder(made.path(), made.lock(), true);
        } catch (IOException e) {
            throw new StartException(
                    "a temporary folder can be made: java.io.tmpdir=" + System.getProperty("java.io.tmpdir") + " ("
                            + e.getMessage() + "); set TMPDIR to another",
                    e);
        }
    }

    /**
     * The folder that stays: {@code ENTREPOT_DATA}, else {@code $XDG_STATE_HOME/entrepot}, else
     * {@code ~/.local/state/entrepot}.
     */
    static DataFolder lasting(Map<String, String> environment) throws StartException {
        Path path = lastingPath(environment);
        try {
            makePrivate(path);
            return lock(path);
        } catch (IOException e) {
            throw new StartException(
                    "the gateway's state can be kept: folder=" + path + " (" + e.getMessage()
                            + "); set ENTREPOT_DATA to another folder",
                    e);
        }
    }

    private static Path lastingPath(Map<String, String> environment) {
        String own = environment.getOrDefault("ENTREPOT_DATA", "");
        if (!own.isEmpty()) {
            return Path.of(own).toAbsolutePath();
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String user = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        return state.isEmpty()
                ? Path.of(user, ".local", "state", "entrepot").toAbsolutePath()
                : Path.of(state, "entrepot").toAbsolutePath();
    }

    /** Makes it for its user alone. One that is there already is left as it is, for it may be more than a gateway's. */
    private static void makePrivate(Path path) throws IOException, StartException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.createDirectory(path, posix ? new FileAttribute<?>[] {PRIVATE} : new FileAttribute<?>[0]);
        } else if (posix && !PRIVATE.value().containsAll(Files.getPosixFilePermissions(path))) {
            throw new StartException("the gateway's state is closed to others: folder=" + path + " permissions="
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + "; chmod 700 " + path
                    + ", or set ENTREPOT_DATA to a folder that is not there yet");
        }
    }

    private static DataFolder lock(Path path) throws IOException, StartException {
        Path file = path.resolve(LOCK);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock();
        if (held == null) {
            channel.close();
            throw new StartException("one gateway uses a folder at a time: folder=" + path + " is used by process "
                    + holder(path) + "; stop that one, or set ENTREPOT_DATA to another folder");
        }
        Files.writeString(
                path.resolve(HOLDER), Long.toString(ProcessHandle.current().pid()), StandardCharsets.US_ASCII);
        return new DataFolder(path, channel, false);
    }

    private static String holder(Path path) throws IOException {
        try {
            return Files.readString(path.resolve(HOLDER), StandardCharsets.US_ASCII)
                    .strip();
        } catch (NoSuchFileException e) {
            return "unknown";
        }
    }

    Path path() {
        return path;
    }

    /** Whether it goes when it is closed. */
    boolean isPassing() {
        return passing;
    }

    @Override
    public void close() throws IOException {
        try {
            if (passing) {
                remove(path);
            } else {
                Files.deleteIfExists(path.resolve(HOLDER));
            }
        } finally {
            lock.close();
        }
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
