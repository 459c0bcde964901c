package org.entrepot.exporter.iommu.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;

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
        assertThat(Bench.value(heap, "mapped")).isZero();
        assertThat(Bench.value(heap, "mappings")).isZero();
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
        assertThat(Bench.value(heap, "mappings")).isZero();
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
}
