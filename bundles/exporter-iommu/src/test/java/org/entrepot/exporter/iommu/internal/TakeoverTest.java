package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Mapper;
import org.junit.jupiter.api.Test;

class TakeoverTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Map<String, Object> DEFAULTS = Map.of();

    private final Bench bench = new Bench();

    private void write(DeviceAddresses addresses, int value) {
        bench.port.write(addresses.segments().get(0).address(), new byte[] {(byte) value}, 0, 1);
    }

    @Test
    void shouldServeAtOnceWhenTheBusIsFree() {
        IommuHeap heap = bench.start(DEFAULTS);

        assertThat(bench.mapper().name()).isEqualTo("iommu1");
        heap.deactivate();
        assertThat(bench.mappers).isEmpty();
    }

    @Test
    void shouldKeepTheMachinesOwnMappingsWorkingWhenItTakesOver() {
        try (ExportedMemory memory = bench.scattered(2 * Bench.PAGE);
                DeviceAddresses before = bench.ownMapper().map(Bench.map(memory))) {
            IommuHeap heap = bench.start(DEFAULTS);
            try (DeviceAddresses after = bench.mapper().map(Bench.map(memory))) {
                write(before, 1);
                assertThat(memory.view().get(0)).isEqualTo((byte) 1);
                write(after, 2);
                assertThat(memory.view().get(0)).isEqualTo((byte) 2);
            }
            heap.deactivate();
            write(before, 3);
            assertThat(memory.view().get(0)).isEqualTo((byte) 3);
        }
    }

    @Test
    void shouldTranslateUntilTheLastMappingIsClosedWhenItWasStopped() {
        IommuHeap heap = bench.start(DEFAULTS);
        ExportedMemory memory = heap.allocate(Bench.request(Bench.PAGE));
        DeviceAddresses first = bench.mapper().map(Bench.map(memory));
        DeviceAddresses second = bench.mapper().map(Bench.map(memory));

        heap.deactivate();

        first.close();
        assertThatThrownBy(() -> write(first, 1)).isInstanceOf(EntrepotException.class);
        write(second, 2);
        assertThat(memory.view().get(0)).isEqualTo((byte) 2);
        second.close();
        assertThatThrownBy(() -> write(second, 1)).isInstanceOf(EntrepotException.class);
        memory.close();
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
    }

    @Test
    void shouldMapNothingAnyMoreWhenItWasStopped() {
        IommuHeap heap = bench.start(DEFAULTS);
        Mapper stale = bench.mapper();
        heap.deactivate();

        try (ExportedMemory memory = bench.scattered(Bench.PAGE)) {
            assertThatThrownBy(() -> stale.map(Bench.map(memory)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
        }
    }

    @Test
    void shouldWaitForThePredecessorsLastMappingAndThenServe() {
        IommuHeap old = bench.start(DEFAULTS);
        ExportedMemory memory = old.allocate(Bench.request(Bench.PAGE));
        DeviceAddresses live = bench.mapper().map(Bench.map(memory));
        old.deactivate();

        IommuHeap successor = bench.start(DEFAULTS);
        assertThat(bench.mappers).isEmpty();
        successor.allocate(Bench.request(Bench.PAGE)).close();
        try (DeviceAddresses meanwhile = bench.ownMapper().map(Bench.map(memory))) {
            write(live, 4);
            write(meanwhile, 5);
            assertThat(memory.view().get(0)).isEqualTo((byte) 5);
        }
        live.close();

        await().atMost(SOON).until(() -> bench.mappers.size() == 1);
        try (DeviceAddresses next = bench.mapper().map(Bench.map(memory))) {
            write(next, 6);
            assertThat(memory.view().get(0)).isEqualTo((byte) 6);
        }
        memory.close();
        successor.deactivate();
        assertThat(bench.machine.free()).isEqualTo(bench.machine.memory().count());
    }

    @Test
    void shouldGiveUpWaitingWhenItIsStoppedBeforeItServed() {
        IommuHeap first = bench.start(DEFAULTS);
        IommuHeap second = bench.start(Map.of("mapper_name", "iommu2", "entrepot_exporter", "iommu2"));
        assertThat(bench.mapper().name()).isEqualTo("iommu1");
        second.deactivate();

        first.deactivate();

        IommuHeap third = bench.start(Map.of("mapper_name", "iommu3"));
        await().during(Duration.ofMillis(200))
                .atMost(SOON)
                .until(() -> bench.mapper().name(), "iommu3"::equals);
        third.deactivate();
    }

    @Test
    void shouldSurviveAnyOrderOfStartsStopsMapsAndUnmaps() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            IommuHeap heap = bench.start(
                    Map.of("invalidation", random.nextBoolean() ? "strict" : "deferred", "flush_millis", 1L));
            await().atMost(SOON).until(() -> bench.mappers.size() == 1);
            ExportedMemory memory = heap.allocate(Bench.request(3 * Bench.PAGE));
            DeviceAddresses one = bench.mapper().map(Bench.map(memory));
            DeviceAddresses other = bench.mapper().map(Bench.map(memory));
            if (random.nextBoolean()) {
                one.close();
            }
            heap.deactivate();
            write(other, round);
            assertThat(memory.view().get(0)).as("seed %d", seed).isEqualTo((byte) round);
            other.close();
            one.close();
            memory.close();
            assertThat(bench.machine.free())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(bench.machine.memory().count());
        }
    }
}
