package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(
        value = OS.LINUX,
        disabledReason = "memory files are Linux's; the buffers of the JVM have a test of their own")
class MappedMemoryTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 16 * PAGE;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore store = new MemoryFileStore("memfd", null, warnings::add);

    @Test
    void shouldSayThatTheKernelHoldsTheMemory() {
        assertThat(store.form().kind()).isEqualTo(Form.Kind.SEALED_MEMFD);
    }

    @Test
    void shouldBeZeroAndAsLargeAsAsked() {
        try (MemoryFile file = store.create("zero", SIZE)) {
            assertThat(file.size()).isEqualTo(SIZE);
            assertThat(file.view().capacity()).isEqualTo(SIZE);
            assertThat(allZero(file.view())).isTrue();
        }
    }

    @Test
    void shouldBeSealedAgainstEveryChangeOfSize() {
        try (MemoryFile file = store.create("sealed", SIZE)) {
            int seals = Fcntl.fcntl(file.descriptor().orElseThrow(), Fcntl.F_GET_SEALS, 0);

            assertThat(seals).isEqualTo(Fcntl.F_SEAL_SEAL | Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW);
            assertThat(Unistd.ftruncate(file.descriptor().orElseThrow(), PAGE)).isNegative();
            assertThat(Unistd.ftruncate(file.descriptor().orElseThrow(), 2L * SIZE))
                    .isNegative();
        }
    }

    @Test
    void shouldCloseItsDescriptorOnExec() throws IOException {
        try (MemoryFile file = store.create("cloexec", PAGE)) {
            assertThat(Maps.isCloseOnExec(file.descriptor().orElseThrow())).isTrue();
        }
    }

    @Test
    void shouldShowZerosAndNeverOthersBytesWhenAViewIsKeptBeyondClose() {
        MemoryFile file = store.create("stale", SIZE);
        ByteBuffer stale = file.view();
        ByteBuffer slice = stale.slice(PAGE, PAGE);
        stale.put(0, (byte) 7).put(PAGE, (byte) 8);

        file.close();

        assertThat(allZero(stale)).isTrue();
        assertThat(slice.get(0)).isZero();
        List<MemoryFile> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            MemoryFile other = store.create("other", SIZE);
            other.view().put(0, (byte) 99).put(PAGE, (byte) 99);
            others.add(other);
        }
        assertThat(allZero(stale)).isTrue();
        stale.put(0, (byte) 1);
        assertThat(others).allMatch(other -> other.view().get(0) == 99);
        others.forEach(MemoryFile::close);
    }

    @Test
    void shouldFreeTheMemoryAtOnceWhenClosedThoughAViewIsKept() throws IOException {
        MemoryFile file = store.create("entrepot-freed", SIZE);
        ByteBuffer stale = file.view();
        assertThat(mapped("entrepot-freed")).isTrue();

        file.close();

        assertThat(mapped("entrepot-freed")).isFalse();
        assertThat(store.usage().files()).isZero();
        assertThat(store.usage().awaiting()).isPositive();
        assertThat(stale.get(0)).isZero();
    }

    @Test
    void shouldGiveTheAddressesBackWhenNoViewCanBeReached() {
        MemoryFile closed = store.create("range", SIZE);
        ByteBuffer slice = closed.view().slice(0, 1);
        closed.close();
        closed = null;
        System.gc();
        assertThat(slice.get(0)).isZero();
        assertThat(store.usage().awaiting()).isPositive();

        slice = null;

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().awaiting() == 0;
        });
    }

    @Test
    void shouldReclaimAndReportAFileThatNobodyClosed() {
        store.create("forgotten", SIZE);

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return store.usage().dropped() == 1;
        });
        assertThat(warnings).anyMatch(line -> line.contains("name=forgotten"));
        assertThat(store.usage().bytes()).isZero();
    }

    @Test
    void shouldNotDisturbAReaderWhenClosedUnderIt() {
        MemoryFile file = store.create("busy", SIZE);
        ByteBuffer view = file.view();
        view.putLong(0, -1L);
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
            boolean clean = true;
            while (!stop.get()) {
                long seen = view.getLong(0);
                clean &= seen == -1L || seen == 0L;
            }
            return clean;
        });

        file.close();
        stop.set(true);

        assertThat(reader.join()).isTrue();
        assertThat(view.getLong(0)).isZero();
    }

    @Test
    void shouldCountCloseOnceWhenClosedTwice() {
        MemoryFile file = store.create("twice", PAGE);
        file.close();
        file.close();

        assertThat(file.descriptor()).isEmpty();
        assertThat(store.usage().files()).isZero();
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldLeaveNoDescriptorBehindAfterThousands() {
        for (int i = 0; i < 3000; i++) {
            store.create("many", PAGE).close();
        }

        assertThat(Maps.descriptors("many")).isZero();
    }

    @Test
    void shouldSeeADescriptorWhileItIsOpenWhenCountingThem() {
        try (MemoryFile file = store.create("counted", PAGE)) {
            assertThat(Maps.descriptors("counted")).isEqualTo(1);
            assertThat(file.descriptor()).isPresent();
        }
        assertThat(Maps.descriptors("counted")).isZero();
    }

    @Test
    void shouldUnwindWhenTheKernelRefusesInTheMiddle() {
        SealedMemfds sealed = new SealedMemfds(new Tally(), UdmabufNode.none("not tried here"), warnings::add);

        assertThatThrownBy(() -> sealed.create("negative", -PAGE))
                .isInstanceOf(org.entrepot.api.EntrepotException.class)
                .hasMessageContaining("ftruncate");

        assertThat(Maps.descriptors("negative")).isZero();
    }

    private static boolean allZero(ByteBuffer view) {
        for (int i = 0; i < view.capacity(); i++) {
            if (view.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean mapped(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(line -> line.contains(name));
    }
}
