package org.entrepot.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.api.Segment;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Side;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.MachineConfig;
import org.entrepot.exporter.tiler.internal.Mode;
import org.entrepot.exporter.tiler.internal.QuarterTurn;
import org.entrepot.exporter.tiler.internal.TiledPlane;
import org.entrepot.exporter.tiler.internal.TilerHeap;
import org.entrepot.exporter.tiler.internal.TilerHeapConfig;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.internal.LinuxConfig;
import org.entrepot.linux.internal.MemoryFileStore;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PrivateMapRequest;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;

/** The same picture in memory of the TILER heap, and in tiles of its own for the floor. Both sides have memory of the same kind. */
final class TilerPicture {
    private static final int WIDTH = 4096;
    private static final int HEIGHT = 2160;
    private static final int SLOT_ROWS = 32;
    private static final int SLOT_ROWS_OF_PICTURE = (HEIGHT + SLOT_ROWS - 1) / SLOT_ROWS;
    private static final ImageLayout LAYOUT = ImageLayout.of(PixelFormat.XRGB8888, WIDTH, HEIGHT, 64, 1);
    private static final String SOURCE = "tiler";

    private final Floors floors;
    private final EmulatedMachine machine =
            new EmulatedMachine(configured(MachineConfig.class, Map.of()), silent(Logger.class));
    private final MemoryFiles files = new MemoryFileStore(
            configured(LinuxConfig.class, Map.of()), silent(BundleContext.class), silent(Logger.class));
    private final TilerHeap heap = new TilerHeap(configured(TilerHeapConfig.class, Map.of()), machine, machine, files);
    private final ExportedMemory memory =
            heap.allocate(new MemoryRequest("picture", LAYOUT.bytes(), Constraints.NONE, LAYOUT));
    private final DmaPort port = machine.port("device", DeviceBus.DIRECT);
    private final DeviceAddresses written = map(Direction.BIDIRECTIONAL, Orientation.ROTATE_0);
    private final DeviceAddresses seen = map(Direction.TO_DEVICE, Orientation.ROTATE_90);
    private final MemoryFile rows = files.create("rows", LAYOUT.bytes());
    private final MemoryFile tiles = files.create("tiles", 4L * SLOT_ROWS_OF_PICTURE * SLOT_ROWS * WIDTH);

    private final byte[] firstPixels = new byte[4 * SLOT_ROWS_OF_PICTURE];

    private TilerPicture(Floors floors) {
        this.floors = floors;
        byte[] line = new byte[4 * WIDTH];
        Random random = new Random(1);
        List<Segment> segments = written.segments();
        for (int y = 0; y < HEIGHT; y++) {
            random.nextBytes(line);
            rows.view().put(y * line.length, line);
            port.write(segments.get(y).address(), line, 0, line.length);
            if (y % SLOT_ROWS == 0) {
                System.arraycopy(line, 0, firstPixels, y / SLOT_ROWS * 4, 4);
            }
        }
        floors.function(SOURCE, "tile32").invokeVoid(new Object[] {pointer(rows), pointer(tiles), WIDTH, HEIGHT});
    }

    static TilerPicture open(Floors floors) {
        return new TilerPicture(floors);
    }

    /** A CPU access after a device wrote into every row of slots, against tiles to rows. */
    Duel asItLies() {
        Function floor = floors.function(SOURCE, "detile32_run");
        ByteBuffer picture = ByteBuffer.allocate((int) LAYOUT.bytes())
                .put(rows.view().duplicate())
                .clear();
        same(floor.invokeLong(new Object[] {pointer(tiles), pointer(rows), WIDTH, HEIGHT, 1}) >= 0
                && rows.view().equals(picture));
        look(1);
        same(memory.view().equals(picture));
        return new Duel(
                this::look,
                operations -> floor.invokeLong(new Object[] {pointer(tiles), pointer(rows), WIDTH, HEIGHT, operations}),
                this::close);
    }

    private long look(int operations) {
        long result = 0;
        for (int i = 0; i < operations; i++) {
            for (int y = 0; y < HEIGHT; y += SLOT_ROWS) {
                port.write(written.segments().get(y).address(), firstPixels, y / SLOT_ROWS * 4, 4);
            }
            memory.beginCpuAccess(CpuUse.READ);
            result += memory.view().get(i % memory.view().capacity());
            memory.endCpuAccess(CpuUse.READ);
        }
        return result;
    }

    /** Turned in bulk, ours out of the floor's tiles into the floor's kind of memory. */
    Duel turned() {
        TiledPlane plane = new TiledPlane(Mode.THIRTY_TWO_BIT, WIDTH / SLOT_ROWS, 0, 0, 4 * WIDTH, HEIGHT);
        MemoryFile ours = files.create("turned", LAYOUT.bytes());
        QuarterTurn.clockwise(plane, tiles.view(), ours.view());
        Side floor = turnOnFloor();
        floor.work(1);
        same(rows.view().equals(ours.view()));
        return new Duel(operations -> turn(plane, ours.view(), operations), floor, () -> {
            ours.close();
            close();
        });
    }

    private long turn(TiledPlane plane, ByteBuffer turned, int operations) {
        for (int i = 0; i < operations; i++) {
            QuarterTurn.clockwise(plane, tiles.view(), turned);
        }
        return turned.get(operations % turned.capacity());
    }

    private Side turnOnFloor() {
        Function floor = floors.function(SOURCE, "turn32_run");
        return operations -> floor.invokeLong(new Object[] {pointer(tiles), pointer(rows), WIDTH, HEIGHT, operations});
    }

    /** A device that goes through the turned view, against a turn out of tiles. */
    Duel scannedOut() {
        byte[] screen = new byte[4 * WIDTH * HEIGHT];
        Side floor = turnOnFloor();
        floor.work(1);
        scan(screen, 1);
        same(rows.view().equals(ByteBuffer.wrap(screen)));
        return new Duel(operations -> scan(screen, operations), floor, this::close);
    }

    private long scan(byte[] screen, int operations) {
        List<Segment> segments = seen.segments();
        for (int i = 0; i < operations; i++) {
            for (int y = 0; y < WIDTH; y++) {
                port.read(segments.get(y).address(), screen, y * 4 * HEIGHT, 4 * HEIGHT);
            }
        }
        return screen[operations % screen.length];
    }

    private DeviceAddresses map(Direction direction, Orientation orientation) {
        DeviceDescription device =
                new DeviceDescription("device", DeviceBus.DIRECT, "a device", Provenance.emulated("it is measured"));
        return memory.privateMapper()
                .orElseThrow()
                .map(new PrivateMapRequest(device, Constraints.NONE, direction, orientation));
    }

    private void close() {
        seen.close();
        written.close();
        memory.close();
        rows.close();
        tiles.close();
    }

    private static Pointer pointer(MemoryFile file) {
        return Native.getDirectBufferPointer(file.view());
    }

    private static void same(boolean equal) {
        if (!equal) {
            throw new IllegalStateException("both sides make the same picture; correct the side that is wrong");
        }
    }

    private static <T> T configured(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }

    private static <T> T silent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }
}
