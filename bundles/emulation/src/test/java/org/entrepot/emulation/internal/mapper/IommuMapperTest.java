package org.entrepot.emulation.internal.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IommuMapperTest {
    private static final long PAGE = Mapped.PAGE;
    private static final long FAR = 1L << 20;

    private final Mapped memory = new Mapped(new PageRun(FAR + 8, 2), new PageRun(FAR, 1));
    private final IommuMapper mapper = new IommuMapper(memory.machine);
    private final DmaPort port = memory.machine.port("rotator0", EmulatedBus.BEHIND_IOMMU);

    @Test
    void shouldShowScatteredMemoryAsOneRunAtTheTopOfItsAperture() {
        try (DeviceAddresses addresses =
                map(Constraints.builder().addressBits(32).maxSegments(1).build())) {
            assertThat(addresses.segments()).containsExactly(new Segment((1L << 29) - 3 * PAGE, 3 * PAGE));
        }
    }

    @Test
    void shouldReachTheBytesInTheirOrderWhenTheFramesAreScattered() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            long start = addresses.segments().get(0).address();

            port.write(start + 2 * PAGE - 1, new byte[] {5, 6}, 0, 2);

            assertThat(memory.bytes.get((int) (2 * PAGE - 1))).isEqualTo((byte) 5);
            assertThat(memory.bytes.get((int) (2 * PAGE))).isEqualTo((byte) 6);
        }
    }

    @Test
    void shouldFaultOnTheGuardPagesWhenARowRunsOver() {
        try (DeviceAddresses upper = map(Constraints.NONE);
                DeviceAddresses lower = map(Constraints.NONE)) {
            long end = lower.segments().get(0).lastAddress() + 1;
            assertThat(upper.segments().get(0).address()).isEqualTo(end + PAGE);

            assertThatThrownBy(() -> port.write(end - 1, new byte[2], 0, 2))
                    .hasMessageContaining(Long.toHexString(end));
        }
    }

    @Test
    void shouldFaultWhenTheDeviceUsesThePhysicalAddress() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            assertThat(addresses.segments()).hasSize(1);

            assertThatThrownBy(() -> port.read(FAR * PAGE, new byte[1], 0, 1)).isInstanceOf(EntrepotException.class);
        }
    }

    @Test
    void shouldFaultAtOnceWhenUnmapped() {
        DeviceAddresses addresses = map(Constraints.NONE);
        long start = addresses.segments().get(0).address();
        addresses.close();
        addresses.close();

        assertThatThrownBy(() -> port.read(start, new byte[1], 0, 1)).isInstanceOf(EntrepotException.class);
    }

    @Test
    void shouldGiveTheAddressesAgainWhenUnmapped() {
        DeviceAddresses first = map(Constraints.NONE);
        List<Segment> segments = first.segments();
        first.close();

        try (DeviceAddresses second = map(Constraints.NONE)) {
            assertThat(second.segments()).isEqualTo(segments);
        }
    }

    @Test
    void shouldSayHowManyMappingsThereAreWhenTheAddressSpaceIsFull() {
        Constraints tiny = Constraints.builder().addressBits(16).build();
        List<DeviceAddresses> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            held.add(map(tiny));
        }

        assertThatThrownBy(() -> map(tiny))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("mappings=2")
                .hasMessageContaining("rotator0");
        held.forEach(DeviceAddresses::close);
        map(tiny).close();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 64, 8192, 12288, 1 << 16, 1 << 20})
    void shouldAlignWithoutWastingTheAddressSpaceWhenTold(long alignment) {
        Constraints aligned = Constraints.builder()
                .addressBits(32)
                .addressAlignment(alignment)
                .build();
        List<DeviceAddresses> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            held.add(map(aligned));
        }

        assertThat(held)
                .flatExtracting(DeviceAddresses::segments)
                .allSatisfy(segment -> assertThat(segment.address() % alignment).isZero());
    }

    @Test
    void shouldCutTheRunWhenTheDeviceTakesShortSegments() {
        try (DeviceAddresses addresses = map(
                Constraints.builder().maxSegmentSize(2 * PAGE).maxSegments(2).build())) {
            assertThat(addresses.segments()).extracting(Segment::length).containsExactly(2 * PAGE, PAGE);
        }
    }

    @Test
    void shouldRefuseAndTakeNothingWhenTheCutRunHasTooManySegments() {
        Constraints tooStrict =
                Constraints.builder().maxSegmentSize(PAGE).maxSegments(2).build();

        assertThatThrownBy(() -> map(tooStrict))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("3 segments");
        try (DeviceAddresses next = map(Constraints.NONE)) {
            assertThat(next.segments().get(0).lastAddress()).isEqualTo((1L << 29) - 1);
        }
    }

    @Test
    void shouldLiftReachContiguityAndAlignmentAndKeepTheRest() {
        Constraints strict = Constraints.builder()
                .addressBits(32)
                .maxSegments(1)
                .addressAlignment(64)
                .strideAlignment(64)
                .heightAlignment(16)
                .build();

        assertThat(mapper.lift(strict))
                .isEqualTo(Constraints.builder()
                        .strideAlignment(64)
                        .heightAlignment(16)
                        .maxSize(1L << 28)
                        .build());
    }

    @Test
    void shouldMapTheLargestThatItPromisesWhenTheReachIsSmall() {
        Constraints tiny = Constraints.builder().addressBits(15).build();
        assertThat(mapper.lift(tiny).maxSize()).isEqualTo(4 * PAGE);

        try (DeviceAddresses addresses = map(tiny)) {
            assertThat(addresses.segments()).containsExactly(new Segment(5 * PAGE, 3 * PAGE));
        }
    }

    @Test
    void shouldNotPromiseMoreThanTheSegmentsHoldWhenLifting() {
        Constraints strict =
                Constraints.builder().maxSegments(4).maxSegmentSize(64 * PAGE).build();

        assertThat(mapper.lift(strict).maxSize()).isEqualTo(256 * PAGE);
    }

    @Test
    void shouldServeOnlyDevicesBehindIt() {
        assertThat(mapper.serves(Mapped.TRANSLATED)).isTrue();
        assertThat(mapper.serves(Mapped.DIRECT)).isFalse();
        assertThat(mapper.match(Mapped.TRANSLATED, new MemoryCookie.Descriptor(3)))
                .isEqualTo(Match.TRY_NEXT);
    }

    private DeviceAddresses map(Constraints constraints) {
        return mapper.map(memory.request(Mapped.TRANSLATED, constraints, Direction.BIDIRECTIONAL));
    }
}
