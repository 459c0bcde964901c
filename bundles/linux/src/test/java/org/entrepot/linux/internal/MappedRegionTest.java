package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Usage;
import org.entrepot.linux.MemoryRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Regions of the kernel's memory: what only they can do, and tries to make them do harm. */
@EnabledOnOs(
        value = OS.LINUX,
        disabledReason = "memory files are Linux's; the buffers of the JVM have a test of their own")
class MappedRegionTest {
    private static final int PAGE = 4096;
    private static final int PART = 16 * PAGE;
    private static final long GIB = 1L << 30;
    private static final byte OLD = 7;
    private static final byte NEW = 99;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore store = new MemoryFileStore("memfd", null, warnings::add);

    @Test
    void shouldTakeMemoryOnlyWhereSomethingWasWrittenAndGiveItBackWhenZeroed() throws Exception {
        try (MemoryRegion region = store.region("sparse", 5 * GIB)) {
            int fd = region.descriptor().orElseThrow();
            region.write(5 * GIB - 1, new byte[] {1}, 0, 1);
            region.write(GIB - 1, new byte[] {2, 3}, 0, 2);
            try (MemoryFile window = region.window(3 * GIB, PART)) {
                window.view().put(PAGE, (byte) 4);
            }
            byte[] read = new byte[2];
            region.read(GIB - 1, read, 0, 2);
            assertThat(read).containsExactly(2, 3);
            assertThat(Maps.memoryOf(fd)).isEqualTo(4 * PAGE);

            region.zero(0, 5 * GIB);

            assertThat(Maps.memoryOf(fd)).isZero();
            region.read(GIB - 1, read, 0, 2);
            assertThat(read).containsOnly(0);
        }
    }

    @Test
    void shouldShowAWindowOfTheLargestSizeBeyondTwoGibibytes() {
        long largest = Integer.MAX_VALUE & -PAGE;
        try (MemoryRegion region = store.region("far", 5 * GIB);
                MemoryFile window = region.window(2 * GIB + PAGE, largest)) {
            window.view().put((int) largest - 1, NEW);

            byte[] read = new byte[1];
            region.read(2 * GIB + PAGE + largest - 1, read, 0, 1);
            assertThat(read).containsExactly(NEW);
            assertThat(window.descriptor()).isEmpty();
        }
    }

    @Test
    void shouldBeSealedAgainstEveryChangeOfSize() throws IOException {
        try (MemoryRegion region = store.region("sealed", PART)) {
            int fd = region.descriptor().orElseThrow();

            assertThat(Fcntl.fcntl(fd, Fcntl.F_GET_SEALS, 0))
                    .isEqualTo(Fcntl.F_SEAL_SEAL | Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW);
            assertThat(Unistd.ftruncate(fd, PAGE)).isNegative();
            assertThat(Maps.isCloseOnExec(fd)).isTrue();
        }
    }

    @Test
    void shouldHaveOneDescriptorHoweverManyWindows() {
        MemoryRegion region = store.region("descriptors", 100L * PAGE);
        List<MemoryFile> windows = new ArrayList<>();
        for (long offset = 0; offset < region.size(); offset += PAGE) {
            windows.add(region.window(offset, PAGE));
        }
        assertThat(Maps.descriptors("descriptors")).isEqualTo(1);
        assertThat(store.usage()).returns(1L, Usage::files).returns(100L, Usage::windows);

        windows.subList(0, 50).forEach(MemoryFile::close);
        assertThat(Maps.descriptors("descriptors")).isEqualTo(1);
        region.close();
        assertThat(Maps.descriptors("descriptors")).isZero();
        windows.forEach(MemoryFile::close);
        assertThat(Maps.lines()).noneMatch(line -> line.contains("memfd:descriptors"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldNeverShowForeignBytesWhenReadersSpinWhileThePartChangesHands() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (MemoryRegion region = store.region("spun", PART)) {
            for (int round = 0; round < 100; round++) {
                stop.set(false);
                MemoryFile window = region.window(0, PART);
                ByteBuffer view = window.view().put(0, OLD);
                CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
                    boolean clean = true;
                    while (!stop.get()) {
                        clean &= view.get(0) != NEW;
                    }
                    return clean && view.get(0) == 0;
                });

                window.close();
                region.zero(0, PART);
                region.write(0, new byte[] {NEW}, 0, 1);

                stop.set(true);
                assertThat(reader.get()).isTrue();
            }
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldShareBytesBetweenWindowsThatOverlapAndWithAPeer() throws IOException {
        try (MemoryRegion region = store.region("shared", 4L * PAGE);
                MemoryFile other = region.window(PAGE, 2 * PAGE);
                FileChannel peer = peer(region)) {
            try (MemoryFile one = region.window(0, 2 * PAGE)) {
                one.view().put(PAGE, NEW);
                assertThat(other.view().get(0)).isEqualTo(NEW);
            }
            peer.write(ByteBuffer.wrap(new byte[] {OLD}), PAGE + 1);
            assertThat(other.view().get(0)).isEqualTo(NEW);
            assertThat(other.view().get(1)).isEqualTo(OLD);
        }
    }

    private static FileChannel peer(MemoryRegion region) throws IOException {
        Path path = Path.of("/proc/self/fd/" + region.descriptor().orElseThrow());
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Test
    void shouldReclaimAndReportRegionAndWindowWhenNobodyClosedThem() {
        drop();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().equals(new Usage(0, 0, 0, 0, 2));
        });
        assertThat(warnings).hasSize(2).allMatch(line -> line.contains("name=forgotten"));
        assertThat(Maps.descriptors("forgotten")).isZero();
        assertThat(Maps.lines()).noneMatch(line -> line.contains("memfd:forgotten"));
    }

    private void drop() {
        store.region("forgotten", 2 * GIB).window(GIB, PART);
    }

    @Test
    void shouldKeepAWindowWhenOnlyItsRegionIsUnreachable() {
        MemoryFile window = onlyWindow();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().dropped() == 1;
        });

        assertThat(window.view().get(0)).isEqualTo(OLD);
        window.close();
        assertThat(window.view().get(0)).isZero();
    }

    private MemoryFile onlyWindow() {
        MemoryFile window = store.region("kept", PART).window(0, PART);
        window.view().put(0, OLD);
        return window;
    }

    @Test
    void shouldLeaveNothingBehindWhenTheKernelHasNoAddressesForARegion() {
        long tooMuch = 1L << 50;

        assertThatThrownBy(() -> store.region("huge", tooMuch))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY));

        assertThat(Maps.descriptors("huge")).isZero();
        assertThat(store.usage()).isEqualTo(new Usage(0, 0, 0, 0, 0));
    }
}
