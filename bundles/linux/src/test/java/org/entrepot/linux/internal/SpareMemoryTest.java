package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Usage;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.linux.SpareMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory that is used again, and tries to see through it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "memory files are Linux's; the JVM's memory is not kept")
class SpareMemoryTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 512 * PAGE;
    private static final byte OLD = 7;
    private static final byte NEW = 99;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore store = new MemoryFileStore("memfd", null, warnings::add);

    @Test
    void shouldBeZeroAtOtherAddressesWhenRenewed() {
        MemoryFile file = store.create("first", SIZE);
        ByteBuffer stale = file.view();
        fill(stale, OLD);
        int descriptor = file.descriptor().orElseThrow();

        SpareMemory spare = file.retire().orElseThrow();
        assertThat(stale.mismatch(ByteBuffer.allocate(SIZE))).isEqualTo(-1);
        assertThat(file.descriptor()).isEmpty();
        assertThat(store.usage()).returns(1L, Usage::files).returns((long) SIZE, Usage::bytes);

        try (MemoryFile renewed = spare.renew()) {
            assertThat(renewed.view().mismatch(ByteBuffer.allocate(SIZE))).isEqualTo(-1);
            assertThat(renewed.descriptor()).hasValue(descriptor);
            assertThat(Maps.address(renewed.view())).isNotEqualTo(Maps.address(stale));
            fill(renewed.view(), NEW);
            assertThat(stale.mismatch(ByteBuffer.allocate(SIZE))).isEqualTo(-1);
            stale.put(0, OLD);
            assertThat(renewed.view().get(0)).isEqualTo(NEW);
            assertThat(store.usage()).returns(1L, Usage::files).returns((long) SIZE, Usage::bytes);
        }
        assertNothingLeft("first");
    }

    @Test
    void shouldCostNoPageFaultsWhenRenewed() throws IOException {
        MemoryFile file = store.create("faults", SIZE);
        long before = faults();
        fill(file.view(), OLD);
        long fresh = faults() - before;

        try (MemoryFile renewed = file.retire().orElseThrow().renew()) {
            before = faults();
            fill(renewed.view(), NEW);
            assertThat(faults() - before).isLessThan(fresh / 10);
        }
        assertThat(fresh).isGreaterThanOrEqualTo(SIZE / PAGE / 16);
    }

    /** Page faults of this thread that took no disk. */
    private static long faults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
    }

    private static void fill(ByteBuffer view, byte value) {
        for (int i = 0; i < view.capacity(); i += PAGE / 2) {
            view.put(i, value);
        }
    }

    @Test
    void shouldNeverShowTheSuccessorsBytesWhenAReaderSpins() throws Exception {
        MemoryFile file = store.create("spun", SIZE);
        for (int round = 0; round < 100; round++) {
            AtomicBoolean stop = new AtomicBoolean();
            ByteBuffer view = file.view().put(0, OLD);
            CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
                boolean clean = true;
                while (!stop.get()) {
                    clean &= view.get(0) != NEW;
                }
                return clean && view.get(0) == 0;
            });

            MemoryFile renewed = file.retire().orElseThrow().renew();
            renewed.view().put(0, NEW);

            stop.set(true);
            assertThat(reader.get()).isTrue();
            file = renewed;
        }
        file.close();
        assertNothingLeft("spun");
    }

    @Test
    void shouldGiveTheMemoryBackWhenClosedInsteadOfRenewed() {
        SpareMemory spare = store.create("spare", SIZE).retire().orElseThrow();
        assertThat(Maps.descriptors("spare")).isEqualTo(1);

        spare.close();
        spare.close();

        assertThatThrownBy(spare::renew).isInstanceOf(IllegalStateException.class);
        assertNothingLeft("spare");
    }

    @Test
    void shouldKeepNothingOfAWindowOrAClosedFileOrTheJvmsMemory() {
        MemoryFile closed = store.create("closed", PAGE);
        closed.close();
        assertThat(closed.retire()).isEmpty();
        try (MemoryRegion region = store.region("region", PAGE)) {
            MemoryFile window = region.window(0, PAGE);
            window.view().put(0, OLD);
            assertThat(window.retire()).isEmpty();
            assertThat(window.view().get(0)).isZero();
        }
        MemoryFileStore direct = new MemoryFileStore("direct", null, warnings::add);
        assertThat(direct.create("jvm", PAGE).retire()).isEmpty();
        assertThat(direct.usage().files()).isZero();
    }

    @Test
    void shouldReclaimAndReportASpareThatNobodyClosed() {
        assertThat(store.create("forgotten", SIZE).retire()).isPresent();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().equals(new Usage(0, 0, 0, 0, 1));
        });
        assertThat(warnings).singleElement().asString().contains("name=forgotten");
        assertThat(Maps.descriptors("forgotten")).isZero();
    }

    private void assertNothingLeft(String name) {
        assertThat(Maps.descriptors(name)).isZero();
        assertThat(Maps.lines()).noneMatch(line -> line.contains("memfd:" + name + " "));
        assertThat(store.usage()).returns(0L, Usage::files).returns(0L, Usage::bytes);
        assertThat(warnings).isEmpty();
    }
}
