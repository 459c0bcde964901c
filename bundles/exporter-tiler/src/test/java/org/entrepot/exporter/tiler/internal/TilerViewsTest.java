package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PrivateMapRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What devices see of the heap's memory, and when. */
class TilerViewsTest {
    private static final long MIB = 1L << 20;
    private static final ImageLayout SMALL = ImageLayout.of(PixelFormat.NV12, 90, 70, 16, 2);

    private final Bench bench = new Bench(0);
    private final TilerHeap heap = bench.heap(Map.of());

    static Stream<Arguments> formatsAndViews() {
        return Stream.of(PixelFormat.values()).flatMap(format -> Stream.of(Orientation.values())
                .filter(format::canBeSeen)
                .map(view -> Arguments.of(format, view)));
    }

    @ParameterizedTest
    @MethodSource("formatsAndViews")
    void shouldShowADeviceWhatAnotherWroteTurnedAsItAsked(PixelFormat format, Orientation orientation) {
        ImageLayout layout = ImageLayout.of(format, 90, 70, 16, 2);
        try (ExportedMemory memory = heap.allocate(Bench.request(layout));
                DeviceAddresses camera = Bench.map(memory, "camera", Direction.FROM_DEVICE, Orientation.ROTATE_0);
                DeviceAddresses display = Bench.map(memory, "display", Direction.TO_DEVICE, orientation)) {
            Lens writer = lens("camera", layout, camera);
            ImageLayout turned = layout.seen(orientation);
            Lens reader = lens("display", turned, display);
            for (int plane = 0; plane < format.planes(); plane++) {
                byte[][] pixels = fill(writer, layout, plane);
                int width = format.rowBytes(plane, layout.width()) / format.sampleBytes(plane);
                int height = format.rows(plane, layout.height());
                for (int y = 0; y < (orientation.swapsAxes() ? width : height); y++) {
                    for (int x = 0; x < (orientation.swapsAxes() ? height : width); x++) {
                        int[] place = Seen.place(orientation, x, y, width, height);
                        assertThat(reader.read(plane, x, y))
                                .as("%s %s plane %d (%d, %d)", format, orientation, plane, x, y)
                                .isEqualTo(pixels[place[1] * width + place[0]]);
                    }
                }
            }
        }
        bench.assertUntouched(heap);
    }

    private byte[][] fill(Lens writer, ImageLayout layout, int plane) {
        PixelFormat format = layout.format();
        Random random = new Random(plane);
        int width = format.rowBytes(plane, layout.width()) / format.sampleBytes(plane);
        byte[][] pixels = new byte[width * format.rows(plane, layout.height())][format.sampleBytes(plane)];
        for (int i = 0; i < pixels.length; i++) {
            random.nextBytes(pixels[i]);
            writer.write(plane, i % width, i / width, pixels[i]);
        }
        return pixels;
    }

    @ParameterizedTest
    @MethodSource("formatsAndViews")
    void shouldHandOutOneSegmentForEachRowOfExactlyTheBytes(PixelFormat format, Orientation orientation) {
        ImageLayout layout = ImageLayout.of(format, 130, 50, 64, 1);
        MemoryRequest request = Bench.request(layout);
        try (ExportedMemory memory = heap.allocate(request);
                DeviceAddresses shown = Bench.map(memory, "display", Direction.TO_DEVICE, orientation)) {
            List<Segment> segments = shown.segments();
            int rows = layout.seen(orientation).planes().stream()
                    .mapToInt(Plane::rows)
                    .sum();
            int front = rowsInFront(layout, orientation);
            assertThat(segments.stream().mapToLong(Segment::length).sum()).isEqualTo(request.bytes());
            assertThat(segments).hasSize(rows + front + (request.bytes() == layout.bytes() ? 0 : 1));
            long pitch = segments.get(1).address() - segments.get(0).address();
            assertThat(pitch)
                    .isLessThanOrEqualTo(heap.capabilities().rowPitch())
                    .isPositive();
        }
    }

    /** Rows of padding that a turned picture has in front, which its layout leaves out. */
    private static int rowsInFront(ImageLayout layout, Orientation orientation) {
        int left = 0;
        for (int i = 0; i < layout.planes().size(); i++) {
            Plane plane = layout.planes().get(i);
            int columns = plane.stride() / layout.format().sampleBytes(i);
            left += (orientation.swapsAxes() ? columns : plane.rows())
                    - layout.seen(orientation).planes().get(i).rows();
        }
        return left;
    }

    @Test
    void shouldBeOneRunInPageModeWhenTheBytesArePlain() {
        try (ExportedMemory memory = heap.allocate(Bench.request(3 * MIB));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            assertThat(shown.segments()).containsExactly(new Segment(0x8000_0000L - 3 * MIB, 3 * MIB));
            memory.view().put(4097, (byte) 5);
            byte[] read = new byte[1];
            port("dma0").read(0x8000_0000L - 3 * MIB + 4097, read, 0, 1);
            assertThat(read[0]).isEqualTo((byte) 5);
            port("dma0").write(0x8000_0000L - 1, new byte[] {6}, 0, 1);
            assertThat(memory.view().get((int) (3 * MIB - 1))).isEqualTo((byte) 6);
            assertThat(memory.privateMapper()
                            .orElseThrow()
                            .match(Bench.device("dma0", DeviceBus.DIRECT), Constraints.NONE, Orientation.ROTATE_90))
                    .isEqualTo(Match.TRY_NEXT);
        }
        bench.assertUntouched(heap);
    }

    @Test
    void shouldCutARunWhereTheDevicesSegmentsEnd() {
        Constraints limits = Constraints.builder()
                .maxSegmentSize(64 << 10)
                .segmentBoundary(1 << 20)
                .build();
        try (ExportedMemory memory = heap.allocate(Bench.request(MIB + 4096));
                DeviceAddresses shown = memory.privateMapper()
                        .orElseThrow()
                        .map(new PrivateMapRequest(
                                Bench.device("dma0", DeviceBus.DIRECT),
                                limits,
                                Direction.TO_DEVICE,
                                Orientation.ROTATE_0))) {
            assertThat(shown.segments()).hasSize(17).allMatch(segment -> segment.length() <= 64 << 10);
            assertThat(shown.segments().get(0).length()).isEqualTo(4096);
        }
    }

    @Test
    void shouldFaultWhenADeviceLeavesItsRows() {
        try (ExportedMemory memory = heap.allocate(Bench.request(SMALL));
                DeviceAddresses shown = Bench.map(memory, "camera", Direction.FROM_DEVICE, Orientation.ROTATE_0)) {
            Segment row = shown.segments().get(3);
            assertThatThrownBy(() -> port("camera").write(row.lastAddress(), new byte[2], 0, 2))
                    .isInstanceOf(EntrepotException.class);
            assertThatThrownBy(() -> port("camera").read(row.address(), new byte[1], 0, 1))
                    .isInstanceOf(EntrepotException.class);
            assertThatThrownBy(() -> port("stranger").write(row.address(), new byte[1], 0, 1))
                    .isInstanceOf(EntrepotException.class);
        }
    }

    @Test
    void shouldPinAsLongAsADeviceHasItMapped() {
        try (ExportedMemory memory = heap.allocate(Bench.request(SMALL))) {
            assertThat(Bench.counter(heap, "pinned pages")).isZero();
            DeviceAddresses one = Bench.map(memory, "camera", Direction.FROM_DEVICE, Orientation.ROTATE_0);
            DeviceAddresses two = Bench.map(memory, "display", Direction.TO_DEVICE, Orientation.ROTATE_90);
            // 2 x 2 slots of luma, 1 x 2 of chroma, and one for the bytes behind the image.
            assertThat(Bench.counter(heap, "pinned pages")).isEqualTo(7);
            one.close();
            one.close();
            assertThat(Bench.counter(heap, "pinned pages")).isEqualTo(7);
            two.close();
            assertThat(Bench.counter(heap, "pinned pages")).isZero();
            assertThat(Bench.counter(heap, "areas 2-d")).isEqualTo(2);
            assertThat(Bench.counter(heap, "areas 1-d")).isEqualTo(1);
        }
        assertThat(Bench.counter(heap, "areas 2-d")).isZero();
        bench.assertUntouched(heap);
    }

    @Test
    void shouldBeZeroWhenMemoryIsUsedAgain() {
        ImageLayout layout = ImageLayout.of(PixelFormat.XRGB8888, 64, 64, 4, 1);
        for (int i = 0; i < 2; i++) {
            try (ExportedMemory memory = heap.allocate(Bench.request(layout));
                    DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
                assertThat(lens("dma0", layout, shown).read(0, 40, 50)).containsOnly(0);
                lens("dma0", layout, shown).write(0, 40, 50, new byte[] {1, 2, 3, 4});
            }
        }
    }

    private DmaPort port(String device) {
        return bench.machine.port(device, DeviceBus.DIRECT);
    }

    private Lens lens(String device, ImageLayout seen, DeviceAddresses addresses) {
        return new Lens(port(device), seen, addresses.segments());
    }
}
