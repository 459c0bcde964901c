package org.entrepot.exporter.cma.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.junit.jupiter.api.Test;

class BackingTest {
    private final Bench bench = new Bench(0);

    @Test
    void shouldNameTheWordsItKnowsWhenItIsAnother() {
        assertThatThrownBy(() -> Backing.of("paper", bench.files))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("org.entrepot.exporter.cma", "backing=paper", "emulated, hugetlb or auto");
    }

    @Test
    void shouldBeEmulatedAndSayWhyUnlessToldOtherwise() {
        Backing backing = Backing.of("emulated", bench.files);

        assertThat(backing.provenance("/dev/dma_heap/cma is not here").isEmulated())
                .isTrue();
        assertThat(backing.provenance("/dev/dma_heap/cma is not here").reason()).contains("/dev/dma_heap", "huge page");
    }

    @Test
    void shouldClaimNothingAndSayWhyWhenNoHugePageIsFree() {
        assumeTrue(bench.files.hugePages().free() == 0, "huge pages are free here");
        assertThat(Backing.of("auto", bench.files).provenance("why").isEmulated())
                .isTrue();
        assertThatThrownBy(() -> heap("hugetlb"))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessageContainingAll("backing=hugetlb", "free=0", "vm.nr_hugepages");

        heap("emulated").deactivate();
    }

    @Test
    void shouldShowTheFrontOfAFileAndCloseTheWhole() {
        MemoryFile whole = bench.files.create("whole", 4 * Bench.PAGE);
        whole.view().putInt((int) Bench.PAGE - 4, 42);
        FrontOfFile front = new FrontOfFile(whole, Optional.empty(), Bench.PAGE);

        assertThat(front.size()).isEqualTo(Bench.PAGE);
        assertThat(front.view().capacity()).isEqualTo((int) Bench.PAGE);
        assertThat(front.view().getInt((int) Bench.PAGE - 4)).isEqualTo(42);
        assertThat(front.descriptor()).isEqualTo(whole.descriptor());
        front.close();
        assertThat(bench.files.usage().files()).isZero();
    }

    @Test
    void shouldBeRealAndInOneRunWhenHugePagesAreFree() {
        assumeFree(4);
        CmaHeap heap = heap("auto");
        long free = bench.files.hugePages().free();
        assertThat(heap.description().provenance().kind()).isEqualTo(Provenance.Kind.REAL);

        try (ExportedMemory memory = heap.allocate(Bench.request(Bench.PAGE))) {
            assertThat(memory.size()).isEqualTo(Bench.PAGE);
            assertThat(memory.view().get(17)).isZero();
            memory.view().put(17, (byte) 1);
            assertThat(bench.files.hugePages().free()).isEqualTo(free - 1);
        }
        assertThat(bench.files.hugePages().free()).isEqualTo(free);
    }

    @Test
    void shouldBeOneRunOfTheRealMachineUpToWhatItPromises() {
        assumeFree(4);
        HugeBacking backing = new HugeBacking(bench.files);

        assertThat(backing.largest()).isGreaterThanOrEqualTo(HugePages.BYTES);
        try (MemoryFile file = backing.create("largest", backing.largest())) {
            assumeTrue(file.physicalRuns().isPresent(), "/proc/self/pagemap tells this process nothing");
            assertThat(file.physicalRuns().orElseThrow()).hasSize(1);
        }
        assertThat(bench.files.usage().files()).isZero();
    }

    @Test
    void shouldRefuseWhatIsNotOneRunAndLeaveNothing() {
        assumeFree(8);
        HugeBacking backing = new HugeBacking(bench.files);
        assumeTrue(backing.largest() == HugePages.BYTES, "huge pages are neighbours here");

        assertThatThrownBy(() -> backing.create("scattered", 2 * HugePages.BYTES))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContainingAll("name=scattered", "runs=", "neighbours");

        assertThat(bench.files.usage().files()).isZero();
        assertThat(backing.counters().get(1).value()).isEqualTo(1);
    }

    @Test
    void shouldCountARefusalAndLeaveNothingWhenTheHugePagesAreUsedUp() {
        assumeFree(1);
        CmaHeap heap = heap("hugetlb");
        List<ExportedMemory> all = new ArrayList<>();
        long free = bench.files.hugePages().free();
        assumeTrue(free <= 8, "more huge pages are free than the region has room for");
        while (bench.files.hugePages().free() > 0) {
            all.add(heap.allocate(Bench.request(Bench.PAGE)));
        }

        assertThatThrownBy(() -> heap.allocate(Bench.request(Bench.PAGE)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("wanted=1");

        assertThat(heap.usage()).returns(1L, HeapUsage::failures).returns(free * Bench.PAGE, HeapUsage::used);
        all.forEach(ExportedMemory::close);
        assertThat(heap.usage()).returns(0L, HeapUsage::used);
        assertThat(bench.files.hugePages().free()).isEqualTo(free);
    }

    private void assumeFree(int pages) {
        long free = bench.files.hugePages().free();
        assumeTrue(
                free >= pages,
                "huge pages: free=" + free + " wanted=" + pages + "; set vm.nr_hugepages to see this tested");
    }

    private CmaHeap heap(String backing) {
        return new CmaHeap(
                Bench.configured(CmaHeapConfig.class, Map.of("backing", backing, "region_bytes", 16L << 20)),
                Bench.EMULATED,
                bench.machine,
                bench.files,
                Bench.keeping(new ArrayList<>()));
    }
}
