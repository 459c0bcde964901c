package org.entrepot.emulation.internal.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

class DirectMapperTest {
    private static final long PAGE = Mapped.PAGE;

    private final Mapped memory = new Mapped(new PageRun(0x10, 2), new PageRun(0x12, 1), new PageRun(0x40, 2));
    private final DirectMapper mapper = new DirectMapper(memory.machine);

    @Test
    void shouldShowMemoryWhereItIsAndMergeNeighboursWhenMapped() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            assertThat(addresses.segments())
                    .containsExactly(new Segment(0x10_000, 3 * PAGE), new Segment(0x40_000, 2 * PAGE));
        }
    }

    @Test
    void shouldCutSegmentsWhenTheDeviceTakesShortOnes() {
        try (DeviceAddresses addresses =
                map(Constraints.builder().maxSegmentSize(2 * PAGE + 100).build())) {
            assertThat(addresses.segments())
                    .containsExactly(
                            new Segment(0x10_000, 2 * PAGE),
                            new Segment(0x12_000, PAGE),
                            new Segment(0x40_000, 2 * PAGE));
        }
    }

    @Test
    void shouldCutSegmentsWhenTheyWouldCrossABoundary() {
        try (DeviceAddresses addresses =
                map(Constraints.builder().segmentBoundary(2 * PAGE).build())) {
            assertThat(addresses.segments())
                    .extracting(Segment::address)
                    .containsExactly(0x10_000L, 0x12_000L, 0x40_000L);
        }
    }

    @Test
    void shouldNameWantedAndOfferedWhenThereAreTooManySegments() {
        assertRefused(Constraints.builder().maxSegments(1).build(), "at most 1", "2 segments");
    }

    @Test
    void shouldNameWantedAndOfferedWhenMemoryIsOutOfReach() {
        assertRefused(Constraints.builder().addressBits(18).build(), "18 bits", "0x40000");
    }

    @Test
    void shouldNameWantedAndOfferedWhenMemoryIsNotAligned() {
        assertRefused(Constraints.builder().addressAlignment(3 * PAGE).build(), "multiples of 12288", "0x10000");
    }

    @Test
    void shouldLiftNothing() {
        Constraints strict =
                Constraints.builder().addressBits(32).maxSegments(1).build();

        assertThat(mapper.lift(strict)).isEqualTo(strict);
    }

    @Test
    void shouldServeOnlyDevicesOfItsBus() {
        assertThat(mapper.serves(Mapped.DIRECT)).isTrue();
        assertThat(mapper.serves(Mapped.TRANSLATED)).isFalse();
    }

    @Test
    void shouldTryTheNextTypeWhenTheCookieIsNotPages() {
        assertThat(mapper.match(Mapped.DIRECT, new MemoryCookie.Pages(memory.runs)))
                .isEqualTo(Match.YES);
        assertThat(mapper.match(Mapped.DIRECT, new MemoryCookie.Descriptor(3))).isEqualTo(Match.TRY_NEXT);
        assertThat(mapper.match(Mapped.DIRECT, new MemoryCookie.DeviceAddress("npu0", "pci", 0, 1)))
                .isEqualTo(Match.TRY_NEXT);
    }

    @Test
    void shouldRefuseWhenTheCookieIsNotPagesOrNotOfTheSize() {
        assertThatThrownBy(() -> mapper.map(new MapRequest(
                        Mapped.DIRECT, Constraints.NONE, new MemoryCookie.Descriptor(3), PAGE, Direction.TO_DEVICE)))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("direct0");
        assertThatThrownBy(() -> mapper.map(new MapRequest(
                        Mapped.DIRECT,
                        Constraints.NONE,
                        new MemoryCookie.Pages(memory.runs),
                        PAGE,
                        Direction.TO_DEVICE)))
                .isInstanceOf(EntrepotException.class);
    }

    @Test
    void shouldReachMemoryOnlyWhileMapped() {
        DeviceAddresses addresses = map(Constraints.NONE);
        memory.machine.port("camera0", EmulatedBus.DIRECT).write(0x40_000, new byte[] {9}, 0, 1);
        assertThat(memory.bytes.get((int) (3 * PAGE))).isEqualTo((byte) 9);

        addresses.close();

        assertThatThrownBy(
                        () -> memory.machine.port("camera0", EmulatedBus.DIRECT).write(0x40_000, new byte[1], 0, 1))
                .isInstanceOf(EntrepotException.class);
    }

    @Test
    void shouldKeepTheOtherMappingWhenOneIsClosedTwice() {
        DeviceAddresses first = map(Constraints.NONE);
        try (DeviceAddresses second = map(Constraints.NONE)) {
            first.close();
            first.close();

            memory.machine
                    .port("camera0", EmulatedBus.DIRECT)
                    .write(second.segments().get(0).address(), new byte[1], 0, 1);
        }
        assertThat(memory.machine.translations("camera0").size()).isZero();
    }

    private DeviceAddresses map(Constraints constraints) {
        return mapper.map(memory.request(Mapped.DIRECT, constraints, Direction.BIDIRECTIONAL));
    }

    private void assertRefused(Constraints constraints, String wanted, String offered) {
        assertThatThrownBy(() -> map(constraints))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("camera0")
                .hasMessageContaining(wanted)
                .hasMessageContaining(offered);
        assertThat(memory.machine.translations("camera0").size()).isZero();
    }
}
