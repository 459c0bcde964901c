package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IommuLimitsTest {
    private static final long PAGE = Bench.PAGE;
    private static final long FAR = 1L << 20;

    private final Bench bench = new Bench();
    private final IommuHeap heap = bench.start(Map.of());
    private final Mapper mapper = bench.mapper();
    private final List<PageRun> runs = List.of(new PageRun(FAR + 8, 2), new PageRun(FAR, 1));

    private DeviceAddresses map(Constraints limits) {
        return mapper.map(
                new MapRequest(Bench.ROTATOR, limits, new MemoryCookie.Pages(runs), 3 * PAGE, Direction.BIDIRECTIONAL));
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
            assertThat(Bench.value(heap, "1 GiB entries")).isEqualTo(1);
            assertThat(Bench.value(heap, "2 MiB entries")).isEqualTo(1);
            assertThat(Bench.value(heap, "4 KiB entries")).isEqualTo(3);
            assertThat(Bench.value(heap, "mapped")).isEqualTo(region.bytes());
        }
        assertThat(Bench.value(heap, "mapped")).isZero();
    }

    @Test
    void shouldRefuseAndTakeNothingWhenTheCutRunHasTooManySegments() {
        Constraints tooStrict =
                Constraints.builder().maxSegmentSize(PAGE).maxSegments(2).build();

        assertThatThrownBy(() -> map(tooStrict))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContaining("3 segments");
        assertThat(Bench.value(heap, "mappings")).isZero();
        assertThat(Bench.value(heap, "mapped")).isZero();
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
}
