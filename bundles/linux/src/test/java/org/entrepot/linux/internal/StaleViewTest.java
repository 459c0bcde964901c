package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.entrepot.linux.MemoryFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tries to make a view that was kept too long do harm. */
@EnabledOnOs(
        value = OS.LINUX,
        disabledReason = "memory files are Linux's; the buffers of the JVM have a test of their own")
class StaleViewTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 16 * PAGE;
    private static final byte OWN = 7;
    private static final byte FOREIGN = 99;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore store = new MemoryFileStore("memfd", null, warnings::add);

    @Test
    void shouldNeverShowForeignBytesWhenReadersSpinDuringClose() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            MemoryFile file = store.create("spun", SIZE);
            file.view().put(0, OWN).put(SIZE - 1, OWN);
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch reading = new CountDownLatch(2);
            List<CompletableFuture<Boolean>> readers = Stream.generate(() -> reader(file.view(), reading, stop))
                    .limit(2)
                    .toList();
            reading.await();

            file.close();
            try (MemoryFile other = store.create("other", SIZE)) {
                other.view().put(0, FOREIGN).put(SIZE - 1, FOREIGN);
                stop.set(true);
                assertThat(readers).allMatch(CompletableFuture::join);
            }
        }
        assertThat(warnings).isEmpty();
    }

    private static CompletableFuture<Boolean> reader(ByteBuffer view, CountDownLatch reading, AtomicBoolean stop) {
        CompletableFuture<Boolean> clean = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            boolean harmless = true;
            reading.countDown();
            while (!stop.get()) {
                harmless &= isOwnOrZero(view.get(0)) && isOwnOrZero(view.get(SIZE - 1));
            }
            clean.complete(harmless && view.get(0) == 0);
        });
        thread.setDaemon(true);
        thread.start();
        return clean;
    }

    private static boolean isOwnOrZero(byte seen) {
        return seen == OWN || seen == 0;
    }

    @Test
    void shouldHideStaleWritesWhenAPeerStillHoldsTheFile() throws IOException {
        MemoryFile file = store.create("shared", SIZE);
        ByteBuffer stale = file.view().duplicate();
        file.view().put(0, OWN);
        try (FileChannel peer = peer(file)) {
            ByteBuffer theirs = peer.map(MapMode.READ_WRITE, 0, SIZE);

            file.close();
            stale.put(0, FOREIGN);

            assertThat(theirs.get(0)).isEqualTo(OWN);
            theirs.put(1, FOREIGN);
            assertThat(stale.get(1)).isZero();
        }
    }

    @Test
    void shouldKeepItsSizeWhenAPeerTruncates() throws IOException {
        try (MemoryFile file = store.create("truncated", SIZE);
                FileChannel peer = peer(file)) {
            assertThatThrownBy(() -> peer.truncate(PAGE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Operation not permitted");
            assertThat(peer.size()).isEqualTo(SIZE);
        }
    }

    private static FileChannel peer(MemoryFile file) throws IOException {
        Path path = Path.of("/proc/self/fd/" + file.descriptor().orElseThrow());
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Test
    void shouldUnmapTheRangeWhenTheLastSliceIsUnreachable() {
        int large = 1 << 29;
        MemoryFile file = store.create("range", large);
        long address = Maps.address(file.view());
        List<ByteBuffer> kept = new ArrayList<>(
                List.of(file.view().duplicate().slice().asReadOnlyBuffer().slice(PAGE, PAGE)));
        file.close();
        file = null;
        System.gc();
        assertThat(Maps.cover(address, large)).isTrue();
        assertThat(kept.get(0).get(0)).isZero();

        kept.clear();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return !Maps.cover(address, large);
        });
    }

    @Test
    void shouldCloseOneDescriptorOnceWhenManyThreadsClose() {
        for (int round = 0; round < 200; round++) {
            MemoryFile file = store.create("raced", PAGE);
            IntStream.range(0, 4).parallel().forEach(i -> file.close());
        }

        assertThat(warnings).isEmpty();
        assertThat(store.usage().files()).isZero();
        assertThat(store.usage().bytes()).isZero();
    }

    @Test
    void shouldLeaveNothingBehindWhenThousandsComeAndGoDuringCollections() {
        long seed = System.nanoTime();
        churn(new Random(seed), 200);
        collect();
        int mappings = Maps.lines().size();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> collecting = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                System.gc();
            }
        });

        IntStream.range(0, 2).parallel().forEach(i -> churn(new Random(seed + i), 1500));

        stop.set(true);
        collecting.join();
        collect();
        assertThat(warnings).as("seed %d", seed).isEmpty();
        assertThat(Maps.descriptors("churned")).as("seed %d", seed).isZero();
        assertThat(Maps.lines().size()).as("seed %d", seed).isLessThanOrEqualTo(mappings + 60);
        assertThat(Maps.lines()).as("seed %d", seed).noneMatch(line -> line.contains("memfd:churned"));
    }

    private void churn(Random random, int files) {
        ByteBuffer[] stale = new ByteBuffer[16];
        for (int i = 0; i < files; i++) {
            MemoryFile file = store.create("churned", (1L + random.nextInt(8)) * PAGE);
            file.view().put(0, OWN);
            int slot = random.nextInt(stale.length);
            if (stale[slot] != null) {
                assertThat(stale[slot].get(0)).isZero();
                stale[slot].put(1, FOREIGN);
            }
            assertThat(file.view().get(1)).isZero();
            stale[slot] = file.view().slice();
            file.close();
        }
    }

    private void collect() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().awaiting() == 0;
        });
    }
}
