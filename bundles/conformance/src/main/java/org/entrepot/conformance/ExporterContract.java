package org.entrepot.conformance;

import static java.lang.management.ManagementFactory.getThreadMXBean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.PrivateMapper;

/**
 * The rules for a heap. A backend's test extends this, says how the heap is opened and how it leaves, and which device reaches
 * its memory:
 *
 * <pre>{@code
 * class AtticRulesTest extends ExporterContract {
 *     private final ModelMachine machine = new ModelMachine();
 *
 *     @Override protected Exporter open() { return new Attic(machine.frames()); }
 *     @Override protected void leave(Exporter heap) { ((Attic) heap).deactivate(); }
 *     @Override protected Optional<DeviceProbe> probe() { return Optional.of(machine.probe()); }
 * }
 * }</pre>
 *
 * <p>Each test names its rule; the rules stand in {@code docs/backend-rules.md}. What a heap does not have (a CPU view, a place that
 * a cookie tells) skips the rules about it, with the reason.
 */
public abstract class ExporterContract extends ExporterLifeRules {
    private static final int TIMES = 1_000;
    private static final long CHEAP_NANOS = 1_000_000_000L;

    /** For the tests that extend it. */
    protected ExporterContract() {}

    @Rule("EXP-1")
    void shouldBeTheSameHeapEachTime() {
        assertThat(exporter().description())
                .as("description()")
                .isEqualTo(exporter().description())
                .isNotNull();
        assertThat(words(capabilities())).as("capabilities()").isEqualTo(words(capabilities()));
        String before = words(capabilities());
        take(piece());
        assertThat(words(capabilities())).as("capabilities(), with memory out").isEqualTo(before);
    }

    @Rule("EXP-2")
    void shouldBeCheapToAsk() {
        take(piece());
        long start = getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            exporter().description();
            exporter().capabilities();
            exporter().usage();
            exporter().counters();
            exporter().expectedRuns(piece());
        }
        assertThat(getThreadMXBean().getCurrentThreadCpuTime() - start)
                .as("nanoseconds of CPU for asking %s times", TIMES)
                .isLessThan(CHEAP_NANOS);
    }

    @Rule("EXP-37")
    void shouldAddUpWhatItCounts() {
        assertAddsUp(0, 0);
        ExportedMemory first = take(piece());
        assertAddsUp(piece(), 1);
        ExportedMemory second = take(PAGE);
        assertAddsUp(piece() + PAGE, 2);
        give(first);
        assertAddsUp(PAGE, 1);
        give(second);
        assertAddsUp(0, 0);
    }

    @Rule("EXP-38")
    void shouldRememberTheMostThatWasOut() {
        ExportedMemory most = take(2 * PAGE);
        give(most);
        take(PAGE);

        assertThat(exporter().usage().highWater()).as("highWater").isEqualTo(2 * PAGE);
    }

    @Rule("EXP-39")
    void shouldKeepItsCountersInOrder() {
        List<String> before = names(exporter().counters());
        take(piece());

        assertThat(names(exporter().counters()))
                .as("names of the counters")
                .isEqualTo(before)
                .doesNotHaveDuplicates();
    }

    @Rule("EXP-40")
    void shouldShowItsPlacesInAsManyCellsAsItMay() {
        take(piece());
        assumeTrue(!exporter().occupancy(64).isEmpty(), "the heap has no places of its own");
        for (int most : List.of(1, 2, 7, 64, 4096)) {
            assertThat(exporter().occupancy(most)).allSatisfy(each -> assertThat(each.cells())
                    .as("cells of %s when at most %s", each.name(), most)
                    .hasSizeLessThanOrEqualTo(most));
        }
        assertThat(exporter().occupancy(64))
                .extracting(Occupancy::name)
                .as("names")
                .isEqualTo(exporter().occupancy(7).stream().map(Occupancy::name).toList())
                .doesNotHaveDuplicates();
    }

    @Rule("EXP-41")
    void shouldShowWhatIsTakenWhereSomethingIsOut() {
        assumeTrue(!exporter().occupancy(64).isEmpty(), "the heap has no places of its own");
        assertThat(takenCells()).as("cells in use when nothing is out").isZero();

        take(piece());

        assertThat(takenCells()).as("cells in use when something is out").isPositive();
    }

    @Rule("EXP-42")
    void shouldShowADeviceAllOfItsMemoryWhenItMapsItself() {
        ExportedMemory memory = take(piece());
        try (Reached reached = reachPrivately(memory, Direction.BIDIRECTIONAL)) {
            assertThat(Places.bytes(reached.segments())).as("bytes mapped").isEqualTo(memory.size());
            assertThat(reached.writes(memory.size() - 1, (byte) 3))
                    .as("a device reaches the last byte")
                    .isTrue();
            assertThat(reached.reads(memory.size() - 1)).isEqualTo(3);
        }
    }

    @Rule("EXP-43")
    void shouldEnforceTheDirectionWhenItMapsItself() {
        ExportedMemory memory = take(piece());
        try (Reached reading = reachPrivately(memory, Direction.TO_DEVICE)) {
            assertThat(reading.writes(0, (byte) 1))
                    .as("a device writes what it may only read")
                    .isFalse();
            assertThat(reading.reads(0)).isZero();
        }
        try (Reached writing = reachPrivately(memory, Direction.FROM_DEVICE)) {
            assertThat(writing.reads(0))
                    .as("a device reads what it may only write")
                    .isEqualTo(-1);
        }
    }

    @Rule("EXP-44")
    void shouldFaultOnceUnmappedWhenItMapsItself() {
        Reached reached = reachPrivately(take(piece()), Direction.BIDIRECTIONAL);
        reached.close();
        reached.close();

        assertThat(reached.reads(0)).as("a device reads what is unmapped").isEqualTo(-1);
        assertThat(reached.writes(0, (byte) 1))
                .as("a device writes what is unmapped")
                .isFalse();
    }

    private Reached reachPrivately(ExportedMemory memory, Direction direction) {
        assumeTrue(
                capabilities().mappingTypes().contains(MappingType.PRIVATE), "mappers map it, not the exporter itself");
        PrivateMapper mapper = memory.privateMapper().orElseThrow();
        DeviceProbe probe = theProbe();
        return new Reached(
                probe, mapPrivately(mapper, probe, Constraints.NONE, direction).orElseThrow());
    }

    private void assertAddsUp(long used, long buffers) {
        HeapUsage usage = exporter().usage();
        assertThat(usage).as("usage").returns(used, HeapUsage::used).returns(buffers, HeapUsage::buffers);
        assertThat(usage.used()).as("used, of the capacity").isLessThanOrEqualTo(usage.capacity());
        assertThat(usage.highWater()).as("highWater, of what is used").isBetween(used, usage.capacity());
        assertThat(usage.largestRun()).as("largestRun, of what is free").isBetween(0L, usage.capacity() - used);
        assertThat(usage.fragmented()).as("fragmented, of the failures").isBetween(0L, usage.failures());
    }

    private long takenCells() {
        return exporter().occupancy(64).stream()
                .flatMap(each -> each.cells().stream())
                .filter(use -> use == Occupancy.Use.TAKEN || use == Occupancy.Use.PARTLY)
                .count();
    }

    private static List<String> names(List<Counter> counters) {
        return counters.stream().map(Counter::name).toList();
    }

    private static String words(Capabilities said) {
        return String.join(
                " ",
                Long.toHexString(said.lowestAddress()),
                Long.toHexString(said.highestAddress()),
                "alignment=" + said.alignment(),
                "largest=" + said.largestSize(),
                said.contiguity().name(),
                said.coherencyDomain().name(),
                said.mappingTypes().toString(),
                said.supply().name(),
                "cost=" + said.cost(),
                "pitch=" + said.rowPitch(),
                said.orientations().stream().sorted().toList().toString());
    }
}
