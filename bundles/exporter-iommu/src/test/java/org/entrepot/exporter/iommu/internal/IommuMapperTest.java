package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IommuMapperTest {
    private static final long PAGE = Bench.PAGE;
    private static final long FAR = 1L << 20;

    private final Bench bench = new Bench();
    private final IommuHeap heap = bench.start(Map.of());
    private final Mapper mapper = bench.mapper();
    private final List<PageRun> runs = List.of(new PageRun(FAR + 8, 2), new PageRun(FAR, 1));
    private final ByteBuffer bytes = ByteBuffer.allocate((int) (3 * PAGE));

    IommuMapperTest() {
        bench.machine.place(runs, bytes);
    }

    private DeviceAddresses map(Constraints limits) {
        return map(limits, Direction.BIDIRECTIONAL);
    }

    private DeviceAddresses map(Constraints limits, Direction direction) {
        return mapper.map(new MapRequest(Bench.ROTATOR, limits, new MemoryCookie.Pages(runs), 3 * PAGE, direction));
    }

    @Test
    void shouldShowScatteredMemoryAsOneRunWithinTheReach() {
        Constraints strict =
                Constraints.builder().addressBits(32).maxSegments(1).build();

        try (DeviceAddresses addresses = map(strict)) {
            assertThat(addresses.segments()).singleElement().satisfies(segment -> {
                assertThat(segment.length()).isEqualTo(3 * PAGE);
                assertThat(segment.address()).isBetween(1L << 31, (1L << 32) - 4 * PAGE);
            });
        }
    }

    @Test
    void shouldReachTheBytesInTheirOrderWhenTheFramesAreScattered() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            long start = addresses.segments().get(0).address();

            bench.port.write(start + 2 * PAGE - 1, new byte[] {5, 6}, 0, 2);

            assertThat(bytes.get((int) (2 * PAGE - 1))).isEqualTo((byte) 5);
            assertThat(bytes.get((int) (2 * PAGE))).isEqualTo((byte) 6);
            byte[] read = new byte[2];
            bench.port.read(start + 2 * PAGE - 1, read, 0, 2);
            assertThat(read).containsExactly(5, 6);
        }
    }

    @Test
    void shouldLetADeviceDoWhatTheDirectionSaysAndNothingElse() {
        try (DeviceAddresses in = map(Constraints.NONE, Direction.FROM_DEVICE);
                DeviceAddresses out = map(Constraints.NONE, Direction.TO_DEVICE)) {
            long writable = in.segments().get(0).address();
            long readable = out.segments().get(0).address();

            bench.port.write(writable, new byte[] {7}, 0, 1);
            bench.port.read(readable, new byte[1], 0, 1);

            assertFault(Direction.TO_DEVICE, writable);
            assertFault(Direction.FROM_DEVICE, readable);
        }
    }

    @Test
    void shouldRecordAFaultWithAddressDeviceAndDirection() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            long end = addresses.segments().get(0).lastAddress() + 1;

            assertThatThrownBy(() -> bench.port.write(end - 2, new byte[4], 0, 4))
                    .isInstanceOf(EntrepotException.class);

            List<DmaFault> faults = mapper.faults();
            assertThat(faults).singleElement().satisfies(fault -> {
                assertThat(fault.device()).isEqualTo("rotator0");
                assertThat(fault.address()).isEqualTo(end);
                assertThat(fault.access()).isEqualTo(Direction.FROM_DEVICE);
            });
        }
    }

    @Test
    void shouldRememberTheLastFaultsOnlyAndCountAll() {
        for (int i = 0; i < 100; i++) {
            assertFault(Direction.TO_DEVICE, 0x1000_0000L + i * PAGE);
        }

        assertThat(mapper.faults()).hasSize(64);
        assertThat(mapper.faults().get(63).address()).isEqualTo(0x1000_0000L + 99 * PAGE);
        assertThat(heap.counters()).anySatisfy(counter -> {
            assertThat(counter.name()).isEqualTo("faults");
            assertThat(counter.value()).isEqualTo(100);
        });
    }

    @Test
    void shouldFaultWhenTheDeviceUsesThePhysicalAddress() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            assertThat(addresses.segments()).hasSize(1);

            assertFault(Direction.TO_DEVICE, FAR * PAGE);
        }
    }

    @Test
    void shouldFaultAtOnceAndForEverWhenUnmapped() {
        DeviceAddresses addresses = map(Constraints.NONE);
        long start = addresses.segments().get(0).address();
        bench.port.read(start, new byte[1], 0, 1);
        addresses.close();
        addresses.close();

        assertFault(Direction.TO_DEVICE, start);
        assertThat(value("mapped")).isZero();
        assertThat(value("mappings")).isZero();
    }

    @Test
    void shouldKeepOneDevicesAddressesFromAnother() {
        try (DeviceAddresses addresses = map(Constraints.NONE)) {
            long start = addresses.segments().get(0).address();

            assertThatThrownBy(() -> bench.machine
                            .port("encoder0", DeviceBus.BEHIND_IOMMU)
                            .read(start, new byte[1], 0, 1))
                    .isInstanceOf(EntrepotException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 64, 8192, 12288, 1 << 16, 1 << 20})
    void shouldKeepTheAlignmentOfTheDevice(long alignment) {
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
    void shouldNeverGiveOutAnAddressThatLeadsElsewhere() {
        Constraints limits = Constraints.builder().addressBits(32).build();
        List<DeviceAddresses> held = new ArrayList<>();
        PageRun region = new PageRun(0, 1 << 16);
        MapRequest large = new MapRequest(
                Bench.ROTATOR, limits, new MemoryCookie.Pages(List.of(region)), region.bytes(), Direction.TO_DEVICE);
        assertThatThrownBy(() -> {
                    while (true) {
                        held.add(mapper.map(large));
                    }
                })
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("rotator0")
                .hasMessageContaining("iommu1");

        assertThat(held).hasSizeGreaterThanOrEqualTo(4);
        assertThat(held).flatExtracting(DeviceAddresses::segments).allSatisfy(taken -> assertThat(
                        bench.machine.reservedRegions(32))
                .noneMatch(there ->
                        taken.address() < there.address() + there.bytes() && there.address() <= taken.lastAddress()));
        held.forEach(DeviceAddresses::close);
        mapper.map(large).close();
    }

    @Test
    void shouldUseLargeEntriesWhenRunsAreLongAndAligned() {
        PageRun region = new PageRun(1L << 18, (1L << 18) + 512 + 3);
        MapRequest request = new MapRequest(
                Bench.ROTATOR,
                Constraints.NONE,
                new MemoryCookie.Pages(List.of(region)),
                region.bytes(),
                Direction.TO_DEVICE);

        try (DeviceAddresses addresses = mapper.map(request)) {
            assertThat(addresses.segments()).hasSize(1);
            assertThat(value("1 GiB entries")).isEqualTo(1);
            assertThat(value("2 MiB entries")).isEqualTo(1);
            assertThat(value("4 KiB entries")).isEqualTo(3);
            assertThat(value("mapped")).isEqualTo(region.bytes());
        }
        assertThat(value("mapped")).isZero();
    }

    @Test
    void shouldTakeMemoryWithoutPagesWhenItIsOnThePhysicalBus() {
        MemoryCookie there = new MemoryCookie.DeviceAddress("carveout0", DeviceBus.DIRECT, FAR * PAGE, PAGE);
        MemoryCookie elsewhere = new MemoryCookie.DeviceAddress("npu0", "pci", FAR * PAGE, PAGE);

        assertThat(mapper.match(Bench.ROTATOR, there)).isEqualTo(Match.YES);
        assertThat(mapper.match(Bench.ROTATOR, elsewhere)).isEqualTo(Match.TRY_NEXT);
        assertThat(mapper.match(Bench.ROTATOR, new MemoryCookie.Descriptor(3))).isEqualTo(Match.TRY_NEXT);
        try (DeviceAddresses addresses =
                mapper.map(new MapRequest(Bench.ROTATOR, Constraints.NONE, there, PAGE, Direction.BIDIRECTIONAL))) {
            bench.port.write(addresses.segments().get(0).address(), new byte[] {9}, 0, 1);
            assertThat(bytes.get((int) (2 * PAGE))).isEqualTo((byte) 9);
        }
    }

    @Test
    void shouldRefuseWhenTheCookieTellsNoPlaceOfTheSize() {
        for (MemoryCookie cookie : List.of(new MemoryCookie.Descriptor(3), new MemoryCookie.Pages(runs))) {
            assertThatThrownBy(() -> mapper.map(
                            new MapRequest(Bench.ROTATOR, Constraints.NONE, cookie, PAGE, Direction.TO_DEVICE)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                    .hasMessageContaining("iommu1");
        }
        assertThat(value("mappings")).isZero();
    }

    @Test
    void shouldRefuseAndTakeNothingWhenTheCutRunHasTooManySegments() {
        Constraints tooStrict =
                Constraints.builder().maxSegmentSize(PAGE).maxSegments(2).build();

        assertThatThrownBy(() -> map(tooStrict))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("3 segments");
        assertThat(value("mappings")).isZero();
        assertThat(value("mapped")).isZero();
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
                        .maxSize(1L << 30)
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "64, 1, 2147483647, 9223372036854775807, 0",
        "32, 1, 1, 9223372036854775807, 0",
        "32, 4096, 4, 262144, 0",
        "32, 8192, 4, 12288, 0",
        "32, 8192, 4, 4096, 0",
        "30, 12288, 3, 32768, 0",
        "32, 1, 7, 12288, 16384",
        "32, 1, 7, 65536, 16384",
        "32, 65536, 7, 65536, 16384",
        "32, 3, 7, 65536, 16384",
        "14, 1, 5, 4096, 0"
    })
    void shouldMapTheLargestThatItPromisesAndNothingThatBreaksALimit(
            int bits, long alignment, int segments, long longest, long boundary) {
        Constraints limits = Constraints.builder()
                .addressBits(bits)
                .addressAlignment(alignment)
                .maxSegments(segments)
                .maxSegmentSize(longest)
                .segmentBoundary(boundary)
                .build();
        long size = mapper.lift(limits).maxSize() & -PAGE;
        assertThat(size).isPositive();
        MemoryCookie cookie = new MemoryCookie.Pages(List.of(new PageRun(0, size / PAGE)));

        try (DeviceAddresses addresses =
                mapper.map(new MapRequest(Bench.ROTATOR, limits, cookie, size, Direction.TO_DEVICE))) {
            assertThat(addresses.segments()).hasSizeLessThanOrEqualTo(segments).allSatisfy(segment -> {
                assertThat(segment.length()).isLessThanOrEqualTo(longest);
                assertThat(segment.address() % alignment).isZero();
                assertThat(segment.lastAddress()).isLessThan(bits == 64 ? Long.MAX_VALUE : 1L << bits);
                if (boundary != 0) {
                    assertThat(segment.address() / boundary).isEqualTo(segment.lastAddress() / boundary);
                }
            });
            assertThat(addresses.segments().stream().mapToLong(Segment::length).sum())
                    .isEqualTo(size);
        }
    }

    @Test
    void shouldPromiseNothingWhenTheReachHasNoAddressOfItsOwn() {
        assertThat(mapper.lift(Constraints.builder().addressBits(12).build()).maxSize())
                .isEqualTo(1);
    }

    @Test
    void shouldServeOnlyDevicesBehindIt() {
        DeviceDescription direct =
                new DeviceDescription("camera0", DeviceBus.DIRECT, "a device", Provenance.emulated("for a test"));

        assertThat(mapper.serves(Bench.ROTATOR)).isTrue();
        assertThat(mapper.serves(direct)).isFalse();
    }

    private void assertFault(Direction access, long address) {
        assertThatThrownBy(() -> {
                    if (access == Direction.TO_DEVICE) {
                        bench.port.read(address, new byte[1], 0, 1);
                    } else {
                        bench.port.write(address, new byte[1], 0, 1);
                    }
                })
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEVICE_FAULT));
    }

    private long value(String counter) {
        return heap.counters().stream()
                .filter(one -> one.name().equals(counter))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
