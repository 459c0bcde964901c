package org.entrepot.linux.internal;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.entrepot.linux.NodeWatches.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nodes come, change and go, and whoever watches looks. */
@EnabledOnOs(OS.LINUX)
class FolderWatcherTest {
    private static final Pattern VIDEO = Pattern.compile("video\\d+");
    private static final Duration A_WHILE = Duration.ofMillis(200);

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusal = new AtomicInteger();
    private final FolderWatcher watcher = new FolderWatcher(
            new MemoryFileStore("memfd", null, System.err::println),
            warnings::add,
            folders -> new FolderEvents(folders, this::watches));
    private final AtomicInteger looks = new AtomicInteger();

    private @Nullable Path appears;
    private @Nullable Watch watch;

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        if (watch != null) {
            watch.close();
        }
    }

    private Watch watched(Path... folders) {
        return watcher.watch(Set.of(folders), VIDEO, looks::incrementAndGet);
    }

    /** As the kernel does, unless it is to refuse; a folder comes into being while its parent is being watched. */
    private int watches(int fd, Path where, int mask) {
        if (refusal.get() != 0) {
            return -refusal.get();
        }
        int watch = FolderEvents.added(fd, where, mask);
        Path appearing = appears;
        if (appearing != null && where.equals(appearing)) {
            appears = null;
            make(appearing);
        }
        return watch;
    }

    private static void make(Path appearing) {
        try {
            Files.createDirectory(appearing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertNextLookAfter(Change change) throws IOException {
        int before = looks.get();
        change.happen();
        await().until(() -> looks.get() > before);
    }

    private interface Change {
        void happen() throws IOException;
    }

    @Test
    void shouldLookAtOnce() {
        watch = watched(folder);
        assertThat(looks).hasValue(1);
    }

    @Test
    void shouldLookWhenANodeComesChangesItsModeAndGoes() throws IOException {
        Path node = folder.resolve("video0");
        watch = watched(folder);
        assertNextLookAfter(() -> Files.createFile(node));
        assertNextLookAfter(() -> Files.setPosixFilePermissions(node, fromString("rw-rw----")));
        assertNextLookAfter(() -> Files.delete(node));
    }

    @Test
    void shouldNotLookForOtherNodesNorForWhatIsWritten() throws IOException {
        Files.createFile(folder.resolve("video0"));
        watch = watched(folder);
        Files.createFile(folder.resolve("tty0"));
        Files.writeString(folder.resolve("video0"), "written");

        await().during(A_WHILE).until(() -> looks.get() == 1);
    }

    @Test
    void shouldWaitForAFolderThatIsNotThereYet() throws IOException {
        Path deep = folder.resolve("dev").resolve("dri");
        watch = watched(deep);
        Files.createDirectories(deep);
        await().until(() -> looks.get() > 1);

        assertNextLookAfter(() -> Files.createFile(deep.resolve("video0")));
    }

    @Test
    void shouldFindAFolderAgainThatLeftAndCameBack() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("dri"));
        watch = watched(inner);
        assertNextLookAfter(() -> Files.delete(inner));
        assertNextLookAfter(() -> Files.createDirectory(inner));
        assertNextLookAfter(() -> Files.createFile(inner.resolve("video0")));
    }

    @Test
    void shouldWatchAFolderThatAppearsBeforeItsParentIsWatched() throws IOException {
        Path dri = folder.resolve("dri");
        appears = dri;
        watch = watched(dri);

        assertNextLookAfter(() -> Files.createFile(dri.resolve("video0")));
    }

    @Test
    void shouldSayWhichLimitToRaiseWhenNoMoreIsWatched() {
        refusal.set(Errno.ENOSPC);
        watch = watched(folder);

        assertThat(looks).hasValue(1);
        assertThat(warnings).singleElement().asString().contains("folder=" + folder, "fs.inotify.max_user_watches");
    }

    @Test
    @Timeout(10)
    void shouldEndWhenItIsRefusedLater() throws IOException {
        Path dri = Files.createDirectory(folder.resolve("dri"));
        watch = watched(dri);
        refusal.set(Errno.ENOSPC);
        Files.delete(dri);

        await().untilAsserted(() -> assertThat(warnings)
                .singleElement()
                .asString()
                .contains("no longer watched", "fs.inotify.max_user_watches"));
    }

    @Test
    @Timeout(10)
    void shouldEndWhenWhoLooksClosesIt() throws IOException {
        AtomicReference<Watch> own = new AtomicReference<>();
        AtomicBoolean closed = new AtomicBoolean();
        own.set(watcher.watch(Set.of(folder), VIDEO, () -> {
            looks.incrementAndGet();
            Watch open = own.get();
            if (open != null) {
                open.close();
                closed.set(true);
            }
        }));
        watch = own.get();
        Files.createFile(folder.resolve("video0"));
        await().untilTrue(closed);
        Files.createFile(folder.resolve("video1"));

        await().during(A_WHILE).until(() -> looks.get() == 2);
    }

    @Test
    void shouldLookNoMoreWhenItIsClosed() throws IOException {
        watched(folder).close();
        Files.createFile(folder.resolve("video0"));

        await().during(A_WHILE).until(() -> looks.get() == 1);
    }

    @Test
    void shouldGoOnWhenALookFails() throws IOException {
        watch = watcher.watch(Set.of(folder), VIDEO, this::lookAndFailTheSecondTime);
        assertNextLookAfter(() -> Files.createFile(folder.resolve("video0")));
        await().untilAsserted(
                        () -> assertThat(warnings).singleElement().asString().contains("a broken device"));

        assertNextLookAfter(() -> Files.createFile(folder.resolve("video1")));
    }

    private void lookAndFailTheSecondTime() {
        if (looks.incrementAndGet() == 2) {
            throw new IllegalStateException("a broken device");
        }
    }

    @Test
    void shouldLeaveNothingOpenWhenItIsClosed() {
        long before = descriptors();
        watched(folder).close();
        assertThat(descriptors()).isEqualTo(before);
    }

    private static long descriptors() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? 0 : open.length;
    }
}
