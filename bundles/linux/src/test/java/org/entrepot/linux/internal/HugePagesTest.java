package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "huge pages of 2 MiB are asked of the Linux kernel")
class HugePagesTest {
    private static final int PAGE = 4096;
    private static final long FRAMES = HugePages.BYTES / PAGE;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore store = new MemoryFileStore("memfd", null, warnings::add);

    @Test
    void shouldCountWhatIsFreeAndNotPromised(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("nr_hugepages"), "8\n");
        Files.writeString(folder.resolve("free_hugepages"), "5\n");
        Files.writeString(folder.resolve("resv_hugepages"), "2\n");

        assertThat(HugePageCounts.read(folder)).isEqualTo(new HugePages(8, 3));
        assertThat(HugePageCounts.read(folder.resolve("none"))).isEqualTo(new HugePages(0, 0));
    }

    @Test
    void shouldSayHowManyAreFreeWhenTooFewAre() {
        long tooMany = store.hugePages().free() + 1;

        assertThatThrownBy(() -> store.hugeRegion("hugetoomany", tooMany * HugePages.BYTES))
                .isInstanceOfSatisfying(EntrepotException.class, e -> assertThat(e.reason())
                        .isIn(Reason.OUT_OF_MEMORY, Reason.UNSUPPORTED))
                .hasMessageContaining("wanted=" + tooMany)
                .hasMessageContaining("vm.nr_hugepages");
        assertThat(Maps.descriptors("hugetoomany")).isZero();
    }

    @Test
    void shouldRefuseASizeThatIsNotWholeHugePages() {
        assertThatThrownBy(() -> store.createHuge("odd", PAGE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.hugeRegion("odd", HugePages.BYTES + PAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2097152");
    }

    @Test
    void shouldHaveNoneWhenTheMemoryIsTheJvms() {
        MemoryFileStore direct = new MemoryFileStore("direct", null, warnings::add);

        assertThat(direct.hugePages()).isEqualTo(new HugePages(0, 0));
        assertThatThrownBy(() -> direct.createHuge("none", HugePages.BYTES))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @Test
    void shouldBeContiguousInPiecesOfAHugePageWhenAFileIsMadeOfThem() {
        assumeFree(2);
        long free = store.hugePages().free();
        try (MemoryFile file = store.createHuge("hugefile", 2 * HugePages.BYTES)) {
            assertThat(file.view().mismatch(ByteBuffer.allocate((int) file.size())))
                    .isEqualTo(-1);
            assertThat(store.hugePages().free()).isEqualTo(free - 2);
            List<PageRun> runs = readable(file.physicalRuns());
            assertThat(runs).allMatch(run -> run.frame() % FRAMES == 0 && run.count() % FRAMES == 0);
            assertThat(runs.stream().mapToLong(PageRun::count).sum()).isEqualTo(2 * FRAMES);
        }
        assertThat(store.hugePages().free()).isEqualTo(free);
    }

    @Test
    void shouldHandPartsOfHugePagesOutWhenTheRegionIsMadeOfThem() {
        assumeFree(2);
        long free = store.hugePages().free();
        try (MemoryRegion region = store.hugeRegion("hugeregion", 2 * HugePages.BYTES)) {
            MemoryFile window = region.window(HugePages.BYTES - PAGE, 2 * PAGE);
            ByteBuffer stale = window.view();
            stale.put(0, (byte) 7).put(PAGE, (byte) 8);
            byte[] read = new byte[PAGE + 1];
            region.read(HugePages.BYTES - PAGE, read, 0, read.length);
            assertThat(read).startsWith(7).endsWith(8);
            List<PageRun> runs = readable(window.physicalRuns());
            assertThat(runs.get(0).frame() % FRAMES).isEqualTo(FRAMES - 1);

            window.close();
            region.zero(HugePages.BYTES - PAGE, 2 * PAGE);
            region.write(HugePages.BYTES, new byte[] {99}, 0, 1);

            assertThat(stale.get(0)).isZero();
            assertThat(stale.get(PAGE)).isZero();
            region.read(HugePages.BYTES - PAGE, read, 0, read.length);
            assertThat(read).startsWith(0).endsWith(99);
            assertThat(store.hugePages().free()).isEqualTo(free - 2);
        }
        assertThat(store.hugePages().free()).isEqualTo(free);
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldTellTheFramesOfAnOrdinaryFileOnlyWhenEveryPageIsThere() {
        try (MemoryFile file = store.create("ordinary", 4L * PAGE)) {
            assertThat(file.physicalRuns()).isEmpty();
            for (int page = 0; page < 4; page++) {
                file.view().put(page * PAGE, (byte) 1);
            }

            List<PageRun> runs = readable(file.physicalRuns());
            assertThat(runs.stream().mapToLong(PageRun::count).sum()).isEqualTo(4);
        }
    }

    private void assumeFree(int pages) {
        long free = store.hugePages().free();
        assumeTrue(
                free >= pages,
                () -> "wants " + pages + " free huge pages of 2 MiB, and there are " + free
                        + ": sysctl vm.nr_hugepages=8");
    }

    private static List<PageRun> readable(Optional<List<PageRun>> runs) {
        assumeTrue(runs.isPresent(), "page frames are told to CAP_SYS_ADMIN alone, which this process has not");
        return runs.orElseThrow();
    }
}
