package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurvivorsTest {
    private static final long MIB = 1L << 20;
    private static final ImageLayout IMAGE = ImageLayout.of(PixelFormat.XRGB8888, 96, 64, 4, 1);

    private final Bench bench = new Bench(0);

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2"})
    void shouldKeepOffMemoryOfItsEarlierLifeUntilThatIsReleased(int before, int after) {
        TilerHeap old = bench.heap(Map.of("containers", before));
        ExportedMemory image = old.allocate(Bench.request(IMAGE));
        ExportedMemory plain = old.allocate(Bench.request(MIB));
        DeviceAddresses shown = Bench.map(image, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0);
        port().write(shown.segments().get(5).address(), new byte[] {5}, 0, 1);
        old.deactivate();

        TilerHeap young = bench.heap(Map.of("containers", after));
        assertThat(stranded(young)).isEqualTo(6 + 256);
        List<ExportedMemory> taken = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            taken.add(young.allocate(Bench.request(IMAGE)));
            taken.add(young.allocate(Bench.request(MIB / 2)));
        }
        taken.forEach(memory -> fill(memory, (byte) 7));
        byte[] read = new byte[1];
        port().read(shown.segments().get(5).address(), read, 0, 1);
        assertThat(read[0]).isEqualTo((byte) 5);
        taken.forEach(ExportedMemory::close);

        shown.close();
        image.close();
        assertThat(stranded(young)).isEqualTo(256);
        plain.close();
        assertThat(stranded(young)).isZero();
        try (ExportedMemory first = young.allocate(Bench.request(IMAGE));
                DeviceAddresses there = Bench.map(first, "dma0", Direction.TO_DEVICE, Orientation.ROTATE_0)) {
            assertThat(there.segments().get(0).address()).isEqualTo(0x7000_0000L);
        }
        young.deactivate();
        assertThatTheUnitHasLeftTheBus();
    }

    private void fill(ExportedMemory memory, byte value) {
        try (DeviceAddresses shown = Bench.map(memory, "dma1", Direction.FROM_DEVICE, Orientation.ROTATE_0)) {
            for (Segment segment : shown.segments()) {
                byte[] bytes = new byte[(int) segment.length()];
                Arrays.fill(bytes, value);
                bench.machine.port("dma1", DeviceBus.DIRECT).write(segment.address(), bytes, 0, bytes.length);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"detiled", "windows"})
    void shouldGoOnWorkingWhenItsHeapHasLeftAndAnotherHasCome(String access) {
        TilerHeap old = bench.heap(Map.of("cpu_access", access));
        ExportedMemory image = old.allocate(Bench.request(IMAGE));
        old.deactivate();
        TilerHeap young = bench.heap(Map.of("cpu_access", access));
        ExportedMemory other = young.allocate(Bench.request(IMAGE));
        fill(other, (byte) 7);

        try (DeviceAddresses seen = Bench.map(image, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_90)) {
            port().write(seen.segments().get(3).address(), new byte[] {1, 2, 3, 4}, 0, 4);
            image.beginCpuAccess(CpuUse.READ_WRITE);
            ByteBuffer view = image.view();
            assertThat(view.getInt(63 * 384 + 12))
                    .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})
                            .order(view.order())
                            .getInt());
            view.put(63 * 384 + 12, (byte) 9);
            image.endCpuAccess(CpuUse.READ_WRITE);
            byte[] read = new byte[4];
            port().read(seen.segments().get(3).address(), read, 0, 4);
            assertThat(read).containsExactly(9, 2, 3, 4);
        }
        other.beginCpuAccess(CpuUse.READ);
        assertThat(other.view().get(63 * 384 + 12)).isEqualTo((byte) 7);
        other.endCpuAccess(CpuUse.READ);
        image.close();
        image.close();
        other.close();
        young.deactivate();
        assertThatTheUnitHasLeftTheBus();
    }

    @Test
    void shouldLeaveTheBusAtOnceWhenNothingIsOut() {
        bench.heap(Map.of()).deactivate();

        assertThatTheUnitHasLeftTheBus();
    }

    /** A view is the last to know: an access that has no mapping any more, at an address that has no unit any more. */
    @Test
    void shouldFaultWhenTheLastMemoryIsGone() {
        TilerHeap old = bench.heap(Map.of());
        ExportedMemory image = old.allocate(Bench.request(IMAGE));
        old.deactivate();
        image.close();
        try (DeviceAddresses stray = bench.machine.reach(
                Bench.device("dma0", DeviceBus.DIRECT),
                Direction.TO_DEVICE,
                List.of(new Segment(0x7000_0000L, 4096)))) {
            assertThat(stray.segments()).hasSize(1);
            assertThat(catchThrowable(() -> port().read(0x7000_0000L, new byte[4], 0, 4)))
                    .isInstanceOf(EntrepotException.class);
        }
    }

    private void assertThatTheUnitHasLeftTheBus() {
        assertThat(bench.machine.live(Aperture.NATURAL, TilerAddressLayout.VIEW_BYTES))
                .isEmpty();
        assertThat(bench.machine.live(Aperture.ALL_VIEWS, TilerAddressLayout.ALL_BYTES))
                .isEmpty();
        bench.machine
                .claim("a test", new PageRun(Aperture.NATURAL >> 12, TilerAddressLayout.VIEW_BYTES >> 12))
                .close();
        bench.machine
                .claim("a test", new PageRun(Aperture.ALL_VIEWS >> 12, TilerAddressLayout.ALL_BYTES >> 12))
                .close();
        assertThat(bench.files.usage().files()).isZero();
    }

    private DmaPort port() {
        return bench.machine.port("dma0", DeviceBus.DIRECT);
    }

    private static long stranded(TilerHeap heap) {
        return heap.occupancy(SlotMap.SLOTS).stream()
                .flatMap(container -> container.cells().stream())
                .filter(use -> use == Occupancy.Use.STRANDED)
                .count();
    }
}
