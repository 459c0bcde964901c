package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToIntFunction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.KernelHeaps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How heaps of the kernel are looked for and opened; files stand in for their nodes. What a real one does is tried in the lab. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the heaps are the Linux kernel's")
class KernelHeapStoreTest {
    private static final int PAGE = 4096;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore files = new MemoryFileStore("memfd", null, warnings::add);

    @TempDir
    private Path folder;

    private KernelHeaps heaps(ToIntFunction<Path> opening) {
        return new KernelHeapStore(files, folder, opening, warnings::add);
    }

    private KernelHeaps heaps() {
        return heaps(node -> {
            int fd = Fcntl.open(node.toString(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC);
            return fd < 0 ? -Native.getLastError() : fd;
        });
    }

    @Test
    void shouldTakeTheFirstNameThatIsThere() throws IOException {
        Files.createFile(folder.resolve("reserved"));
        Files.createFile(folder.resolve("cma"));

        try (KernelHeap heap = heaps().open(List.of("default_cma_region", "reserved", "cma"))) {
            assertThat(heap.node()).isEqualTo(folder.resolve("reserved"));
        }
    }

    @Test
    void shouldTellThatNoneIsThere() {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> heaps().open(List.of("system")))
                .withMessageContaining("names=[system]")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN));
    }

    @Test
    void shouldNameTheUdevRuleWhenRootAloneMayOpenIt() throws IOException {
        Path node = Files.createFile(folder.resolve("system"));
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rw-------"));

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> heaps(denied -> -Errno.EACCES).open(List.of("system")))
                .withMessageContaining("SUBSYSTEM==\"dma_heap\"")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
    }

    @Test
    void shouldTellAHeapThatLeftFromOneThatIsDenied() throws IOException {
        Files.createFile(folder.resolve("system"));

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> heaps(gone -> -Errno.ENXIO).open(List.of("system")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN));
    }

    @Test
    void shouldNotLookForHeapsWhereNoNativeCallsAreMade() throws IOException {
        Files.createFile(folder.resolve("system"));
        MemoryFileStore direct = new MemoryFileStore("direct", null, warnings::add);
        KernelHeaps heaps = new KernelHeapStore(direct, folder, node -> 0, warnings::add);

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> heaps.open(List.of("system")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @Test
    void shouldRefuseToAllocateFromWhatIsNoHeap() throws IOException {
        Files.createFile(folder.resolve("system"));

        try (KernelHeap heap = heaps().open(List.of("system"))) {
            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> heap.allocate("test", PAGE))
                    .withMessageContaining("ENOTTY")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
        }
    }

    @Test
    void shouldRefuseWhatIsNotWholePages() throws IOException {
        Files.createFile(folder.resolve("system"));

        try (KernelHeap heap = heaps().open(List.of("system"))) {
            for (long bytes : new long[] {0, -PAGE, PAGE + 1, 1L << 31}) {
                assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate("test", bytes));
            }
        }
    }

    @Test
    void shouldRefuseWhenTheHeapIsClosed() throws IOException {
        Files.createFile(folder.resolve("system"));
        KernelHeap heap = heaps().open(List.of("system"));
        heap.close();
        heap.close();

        assertThatIllegalStateException().isThrownBy(() -> heap.allocate("test", PAGE));
    }
}
