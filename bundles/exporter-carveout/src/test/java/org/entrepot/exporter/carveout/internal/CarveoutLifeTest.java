package org.entrepot.exporter.carveout.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.entrepot.exporter.carveout.internal.Bench.BASE;
import static org.entrepot.exporter.carveout.internal.Bench.BYTES;
import static org.entrepot.exporter.carveout.internal.Bench.MIB;
import static org.entrepot.exporter.carveout.internal.Bench.PAGE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A range that is closed and opened again while memory of it is out. */
class CarveoutLifeTest {
    private final Bench bench = new Bench();

    @Test
    void shouldCloseItsBytesAtOnceWhenNothingIsOut() {
        CarveoutHeap heap = bench.heap(Map.of());
        heap.allocate(Bench.request(MIB)).close();

        heap.deactivate();

        assertThat(bench.files.usage().files()).isZero();
        bench.heap(Map.of("entrepot_exporter", "other")).deactivate();
    }

    @Test
    void shouldCloseItsBytesWhenTheLastMemoryComesBack() {
        CarveoutHeap heap = bench.heap(Map.of());
        ExportedMemory first = heap.allocate(Bench.request(MIB));
        ExportedMemory second = heap.allocate(Bench.request(MIB));
        heap.deactivate();

        first.close();
        first.close();
        assertThat(bench.files.usage().files()).isEqualTo(1);
        second.view().put(0, (byte) 1);
        second.close();

        assertThat(bench.files.usage().files()).isZero();
        assertThat(bench.files.usage().windows()).isZero();
    }

    @Test
    void shouldHandOutNothingOnceItHasLeft() {
        CarveoutHeap heap = bench.heap(Map.of());
        heap.deactivate();

        assertThatThrownBy(() -> heap.allocate(Bench.request(PAGE)))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void shouldWorkAroundMemoryOfAnEarlierLifeAndTakeItsPlaceBack(Fit fit) {
        Map<String, Object> values = Map.of("fit", fit.word());
        CarveoutHeap heap = bench.heap(values);
        ExportedMemory old = heap.allocate(Bench.request(3 * MIB));
        DeviceAddresses mapped = bench.map(Bench.DIRECT, old, Direction.BIDIRECTIONAL);
        bench.write(Bench.DIRECT, BASE, 1);
        heap.deactivate();
        CarveoutHeap young = bench.heap(values);

        assertThat(young.occupancy(8).get(0).cells().subList(0, 4))
                .containsExactly(
                        Occupancy.Use.STRANDED, Occupancy.Use.STRANDED, Occupancy.Use.STRANDED, Occupancy.Use.FREE);
        assertThat(CarveoutHeapTest.counter(young, "stranded")).isEqualTo(3 * MIB);
        assertThat(young.usage().used()).isZero();
        ExportedMemory rest = young.allocate(Bench.request(5 * MIB));
        assertThat(Bench.address(rest)).isEqualTo(BASE + 3 * MIB);
        assertThatThrownBy(() -> young.allocate(Bench.request(PAGE)))
                .hasMessageContaining("held by an earlier life=" + 3 * MIB);

        bench.write(Bench.DIRECT, BASE + 1, 2);
        assertThat(old.view().getShort(0)).isEqualTo((short) 0x0201);
        mapped.close();
        old.close();
        rest.close();

        ExportedMemory all = young.allocate(Bench.request(BYTES));
        assertThat(all.view().getShort(0)).isZero();
        assertThat(CarveoutHeapTest.counter(young, "stranded")).isZero();
        all.close();
        young.deactivate();
        assertThat(bench.files.usage().files()).isZero();
    }

    @Test
    void shouldAnswerDevicesForEachLifeWhereItsMemoryIs() {
        CarveoutHeap heap = bench.heap(Map.of());
        ExportedMemory first = heap.allocate(Bench.request(MIB));
        ExportedMemory second = heap.allocate(Bench.request(MIB));
        heap.deactivate();
        CarveoutHeap young = bench.heap(Map.of());
        first.close();
        // What an earlier life gave back is looked for when there is no room, and else once a second.
        ExportedMemory big = young.allocate(Bench.request(6 * MIB));
        ExportedMemory reused = young.allocate(Bench.request(MIB));
        assertThat(Bench.address(reused)).isEqualTo(BASE);

        try (DeviceAddresses old = bench.map(Bench.DIRECT, second, Direction.BIDIRECTIONAL);
                DeviceAddresses now = bench.map(Bench.DIRECT, reused, Direction.BIDIRECTIONAL)) {
            bench.write(Bench.DIRECT, BASE + 5, 10);
            bench.write(Bench.DIRECT, BASE + MIB + 5, 20);
            assertThat(old.segments()).isNotEqualTo(now.segments());
        }
        assertThat(reused.view().get(5)).isEqualTo((byte) 10);
        assertThat(second.view().get(5)).isEqualTo((byte) 20);
        List.of(second, big, reused).forEach(ExportedMemory::close);
    }

    @Test
    void shouldWorkAroundSurvivorsOfSeveralLivesOfSeveralShapes() {
        Random random = new Random(7);
        Map<ExportedMemory, Integer> out = new HashMap<>();
        for (int life = 0; life < 6; life++) {
            long base = BASE + PAGE * random.nextInt(200);
            CarveoutHeap heap =
                    bench.heap(Map.of("region_base", base, "region_bytes", BYTES - PAGE * random.nextInt(300)));
            for (int i = 0; i < 40; i++) {
                ExportedMemory memory = heap.allocate(Bench.request(PAGE * (1 + random.nextInt(8))));
                int mark = random.nextInt(1 << 30) | 1;
                assertThat(memory.view().getInt(0)).isZero();
                memory.view().putInt(0, mark);
                out.put(memory, mark);
            }
            List<ExportedMemory> all = new ArrayList<>(out.keySet());
            for (int i = 0; i < all.size(); i += 3) {
                out.remove(all.get(i));
                all.get(i).close();
            }
            heap.deactivate();
            out.forEach((memory, mark) -> assertThat(memory.view().getInt(0)).isEqualTo(mark));
            assertApart(out.keySet());
        }
        out.keySet().forEach(ExportedMemory::close);
        assertThat(bench.files.usage().files()).isZero();
        try (ExportedMemory all = bench.heap(Map.of()).allocate(Bench.request(BYTES))) {
            assertThat(all.size()).isEqualTo(BYTES);
        }
    }

    private static void assertApart(Iterable<ExportedMemory> out) {
        List<long[]> places = new ArrayList<>();
        out.forEach(memory -> places.add(new long[] {Bench.address(memory), Bench.address(memory) + memory.size()}));
        places.sort((a, b) -> Long.compare(a[0], b[0]));
        for (int i = 1; i < places.size(); i++) {
            assertThat(places.get(i - 1)[1]).isLessThanOrEqualTo(places.get(i)[0]);
        }
    }
}
