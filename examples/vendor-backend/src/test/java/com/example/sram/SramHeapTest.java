package com.example.sram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.conformance.ModelMachine;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

class SramHeapTest {
    private static final long PAGE = 4096;
    private static final long FIRST_FRAME = 0x0090_0000L / PAGE;
    private static final long EIGHT_PAGES = 8 * PAGE;

    private final ModelMachine machine = new ModelMachine();
    private final SramHeap heap = open();

    @Test
    void shouldFillTheFirstGapThatIsLargeEnough() {
        ExportedMemory small = take(1);
        ExportedMemory large = take(2);
        take(1);
        small.close();
        large.close();

        assertThat(run(take(2))).isEqualTo(new PageRun(FIRST_FRAME, 2));
        assertThat(run(take(2))).isEqualTo(new PageRun(FIRST_FRAME + 4, 2));
    }

    @Test
    void shouldLookForAnAlignedPlace() {
        take(1);
        Constraints third = Constraints.builder().addressAlignment(3 * PAGE).build();

        ExportedMemory memory = heap.allocate(new MemoryRequest("test", PAGE, third, new ByteLayout(PAGE)));

        assertThat(run(memory).frame() % 3).isZero();
    }

    @Test
    void shouldShowStrandedMemoryAndPlaceAroundIt() {
        take(2);
        heap.deactivate();
        SramHeap young = open();

        assertThat(young.occupancy(8))
                .containsExactly(new Occupancy(
                        "sram",
                        0x0090_0000L,
                        0,
                        PAGE,
                        List.of(
                                Use.STRANDED,
                                Use.STRANDED,
                                Use.FREE,
                                Use.FREE,
                                Use.FREE,
                                Use.FREE,
                                Use.FREE,
                                Use.FREE)));
        ExportedMemory memory = young.allocate(request(1));
        assertThat(run(memory).frame()).isEqualTo(FIRST_FRAME + 2);
        assertThat(young.counters()).extracting(Counter::value).containsExactly(2L);
    }

    @Test
    void shouldNameTheKeyWhenAValueIsBad() {
        assertThatThrownBy(() -> new SramHeap(Configured.with(Map.of("region_bytes", 100L)), machine.frames()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.example.sram")
                .hasMessageContaining("region.bytes=100");
    }

    private SramHeap open() {
        return new SramHeap(Configured.with(Map.of("region_bytes", EIGHT_PAGES)), machine.frames());
    }

    private ExportedMemory take(long pages) {
        return heap.allocate(request(pages));
    }

    private static MemoryRequest request(long pages) {
        return new MemoryRequest("test", pages * PAGE, Constraints.NONE, new ByteLayout(pages * PAGE));
    }

    private static PageRun run(ExportedMemory memory) {
        return ((MemoryCookie.Pages) memory.cookies().get(0)).runs().get(0);
    }
}
