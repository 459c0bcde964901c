package org.entrepot.exporter.tiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Segment;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.ExportedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuAccessTest {
    private static final ImageLayout XRGB = ImageLayout.of(PixelFormat.XRGB8888, 100, 70, 4, 1);
    private static final ImageLayout NV12 = ImageLayout.of(PixelFormat.NV12, 90, 70, 8, 2);

    private final Bench bench = new Bench(0);

    @ParameterizedTest
    @CsvSource({
        "NV12, 64, detiled",
        "NV12, 2, detiled",
        "I420, 8, detiled",
        "XRGB8888, 4, detiled",
        "RGB888, 1, detiled",
        "YUYV, 4, detiled",
        "P010, 4, detiled",
        "NV16, 2, detiled",
        "NV12, 64, windows",
        "NV12, 2, windows",
        "XRGB8888, 4, windows",
        "RGB888, 1, windows",
        "UYVY, 4, windows"
    })
    void shouldShowTheCpuRowsAsTheDeviceWroteThemAndBack(PixelFormat format, int stride, String access) {
        TilerHeap heap = heap(access);
        ImageLayout layout = ImageLayout.of(format, 1301, 77, stride, 1);
        try (ExportedMemory memory = heap.allocate(Bench.request(layout));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            byte[] bytes = random(memory.size(), 1);
            write(shown, bytes);

            memory.beginCpuAccess(CpuUse.READ);
            assertThat(memory.view()).isEqualTo(ByteBuffer.wrap(bytes));
            memory.endCpuAccess(CpuUse.READ);

            byte[] others = random(memory.size(), 2);
            memory.beginCpuAccess(CpuUse.WRITE);
            memory.view().put(0, others);
            memory.endCpuAccess(CpuUse.WRITE);
            assertThat(read(shown)).isEqualTo(others);
        }
        heap.deactivate();
    }

    @Test
    void shouldCopyNothingWhenNoDeviceWroteSinceTheLastBracket() {
        TilerHeap heap = heap("detiled");
        try (ExportedMemory memory = heap.allocate(Bench.request(XRGB));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_90)) {
            bracket(memory, CpuUse.READ);
            assertThat(Bench.counter(heap, "de-tiled bytes")).isZero();

            port().write(shown.segments().get(50).address(), new byte[4], 0, 4);
            bracket(memory, CpuUse.READ);
            bracket(memory, CpuUse.READ_WRITE);

            // The left column of what is seen is the last row: it lies in the third row of slots, of six rows.
            assertThat(Bench.counter(heap, "de-tiled bytes")).isEqualTo(6 * 400);
            assertThat(Bench.counter(heap, "re-tiled bytes")).isZero();
        }
    }

    @Test
    void shouldTakeBackTheBytesThatTheCpuWroteAndNoOthers() {
        TilerHeap heap = heap("detiled");
        try (ExportedMemory memory = heap.allocate(Bench.request(NV12));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            memory.beginCpuAccess(CpuUse.READ_WRITE);
            memory.view().put(5, (byte) 1);
            writeByte(shown, 4, (byte) 2);
            writeByte(shown, 6, (byte) 3);
            memory.endCpuAccess(CpuUse.READ_WRITE);

            assertThat(read(shown)).startsWith(0, 0, 0, 0, 2, 1, 3, 0);
            assertThat(Bench.counter(heap, "re-tiled bytes")).isEqualTo(1);
            memory.beginCpuAccess(CpuUse.READ);
            assertThat(memory.view().get(4)).isEqualTo((byte) 2);
            assertThat(memory.view().get(6)).isEqualTo((byte) 3);
            memory.endCpuAccess(CpuUse.READ);
        }
    }

    @Test
    void shouldKeepWhatIsNotYetTakenBackWhenAnotherBracketBegins() {
        TilerHeap heap = heap("detiled");
        try (ExportedMemory memory = heap.allocate(Bench.request(XRGB));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            memory.beginCpuAccess(CpuUse.WRITE);
            memory.view().put(0, (byte) 1);
            writeByte(shown, 1, (byte) 2);
            writeByte(shown, 0, (byte) 9);

            memory.beginCpuAccess(CpuUse.READ_WRITE);
            assertThat(memory.view().get(0)).isEqualTo((byte) 1);
            assertThat(memory.view().get(1)).isEqualTo((byte) 2);
            memory.view().put(2, (byte) 3);

            memory.endCpuAccess(CpuUse.WRITE);
            memory.view().put(3, (byte) 4);
            memory.endCpuAccess(CpuUse.READ_WRITE);
            assertThat(read(shown)).startsWith(1, 2, 3, 4, 0);
        }
    }

    @Test
    void shouldShowZerosWhenTheMemoryIsClosed() {
        TilerHeap heap = heap("detiled");
        ExportedMemory memory = heap.allocate(Bench.request(XRGB));
        memory.beginCpuAccess(CpuUse.WRITE);
        ByteBuffer view = memory.view();
        view.put(17, (byte) 1);

        memory.close();
        memory.endCpuAccess(CpuUse.WRITE);

        assertThat(view.get(17)).isZero();
        assertThat(bench.files.usage().files()).isZero();
    }

    @Test
    void shouldTakeWindowsFromEachOtherWhenTheCpuGoesThroughThem() {
        TilerHeap heap = heap("windows");
        // 1100 pixels are two windows wide, 64 rows are two windows high: four parts for two windows.
        ImageLayout layout = ImageLayout.of(PixelFormat.XRGB8888, 1100, 64, 4, 1);
        try (ExportedMemory memory = heap.allocate(Bench.request(layout));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            write(shown, random(memory.size(), 3));
            bracket(memory, CpuUse.READ);
            assertThat(Bench.counter(heap, "window evictions")).isEqualTo(2);

            writeByte(shown, 63 * 4400, (byte) 1);
            bracket(memory, CpuUse.READ);
            assertThat(Bench.counter(heap, "window evictions"))
                    .as("both parts are in windows still")
                    .isEqualTo(2);

            writeByte(shown, 0, (byte) 1);
            bracket(memory, CpuUse.READ);
            assertThat(Bench.counter(heap, "window evictions")).isEqualTo(4);
        }
        assertThat(Bench.counter(heap, "pinned pages"))
                .as("windows let go of memory that is closed")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLoseNoByteWhenCpuAndDevicesWriteBesideEachOther(long seed) throws Exception {
        TilerHeap heap = heap("detiled");
        int writers = 4;
        try (ExportedMemory memory = heap.allocate(Bench.request(NV12));
                DeviceAddresses shown = Bench.map(memory, "dma0", Direction.BIDIRECTIONAL, Orientation.ROTATE_0)) {
            List<Callable<byte[]>> tasks = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int mine = i;
                tasks.add(() -> mine % 2 == 0
                        ? cpuWrites(memory, mine, writers, new Random(seed + mine))
                        : deviceWrites(memory, shown, mine, writers, new Random(seed + mine)));
            }
            List<byte[]> expected = runAll(tasks);

            byte[] now = read(shown);
            memory.beginCpuAccess(CpuUse.READ);
            for (int at = 0; at < now.length; at++) {
                byte wanted = expected.get(at % writers)[at];
                assertThat(now[at]).as("seed %d byte %d", seed, at).isEqualTo(wanted);
                assertThat(memory.view().get(at))
                        .as("seed %d byte %d", seed, at)
                        .isEqualTo(wanted);
            }
            memory.endCpuAccess(CpuUse.READ);
        }
    }

    /** Each writer has every fourth byte, so that all meet in every sub-tile. */
    private static byte[] cpuWrites(ExportedMemory memory, int mine, int writers, Random random) {
        byte[] wrote = new byte[(int) memory.size()];
        for (int round = 0; round < 60; round++) {
            CpuUse use = random.nextBoolean() ? CpuUse.WRITE : CpuUse.READ_WRITE;
            memory.beginCpuAccess(use);
            for (int i = 0; i < 200; i++) {
                int at = random.nextInt(wrote.length / writers) * writers + mine;
                assertThat(memory.view().get(at)).as("own byte %d", at).isEqualTo(wrote[at]);
                wrote[at] = (byte) random.nextInt();
                memory.view().put(at, wrote[at]);
            }
            memory.endCpuAccess(use);
        }
        return wrote;
    }

    private byte[] deviceWrites(ExportedMemory memory, DeviceAddresses shown, int mine, int writers, Random random) {
        byte[] wrote = new byte[(int) memory.size()];
        byte[] one = new byte[1];
        for (int i = 0; i < 12_000; i++) {
            int at = random.nextInt(wrote.length / writers) * writers + mine;
            port().read(address(shown, at), one, 0, 1);
            assertThat(one[0]).as("own byte %d", at).isEqualTo(wrote[at]);
            wrote[at] = (byte) random.nextInt();
            writeByte(shown, at, wrote[at]);
        }
        return wrote;
    }

    private static List<byte[]> runAll(List<Callable<byte[]>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<byte[]> results = new ArrayList<>();
            for (Future<byte[]> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private TilerHeap heap(String access) {
        return bench.heap(Map.of("cpu_access", access));
    }

    private static void bracket(ExportedMemory memory, CpuUse use) {
        memory.beginCpuAccess(use);
        memory.endCpuAccess(use);
    }

    private static byte[] random(long bytes, long seed) {
        byte[] made = new byte[(int) bytes];
        new Random(seed).nextBytes(made);
        return made;
    }

    private DmaPort port() {
        return bench.machine.port("dma0", DeviceBus.DIRECT);
    }

    private void write(DeviceAddresses shown, byte[] bytes) {
        int at = 0;
        for (Segment segment : shown.segments()) {
            port().write(segment.address(), bytes, at, (int) segment.length());
            at += (int) segment.length();
        }
    }

    private byte[] read(DeviceAddresses shown) {
        byte[] bytes = new byte
                [(int) shown.segments().stream().mapToLong(Segment::length).sum()];
        int at = 0;
        for (Segment segment : shown.segments()) {
            port().read(segment.address(), bytes, at, (int) segment.length());
            at += (int) segment.length();
        }
        return bytes;
    }

    private void writeByte(DeviceAddresses shown, int at, byte value) {
        port().write(address(shown, at), new byte[] {value}, 0, 1);
    }

    private static long address(DeviceAddresses shown, long at) {
        long left = at;
        for (Segment segment : shown.segments()) {
            if (left < segment.length()) {
                return segment.address() + left;
            }
            left -= segment.length();
        }
        throw new IllegalArgumentException("a byte lies in the segments: at=" + at);
    }
}
