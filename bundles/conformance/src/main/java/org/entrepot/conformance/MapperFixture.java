package org.entrepot.conformance;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Segment;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A mapper, a device behind it, and memory to map. */
abstract class MapperFixture extends Contract {
    static final long PAGE = PageFrames.PAGE_SIZE;
    static final long BYTES = 8 * PAGE;

    private final ConcurrentLinkedDeque<ExportedMemory> out = new ConcurrentLinkedDeque<>();
    private DeviceProbe probe;

    MapperFixture() {
        super("MAP");
    }

    /** The mapper that is tested, with a device that it serves. Asked at the start of each test. */
    protected abstract DeviceProbe probe();

    /**
     * Memory to map, with a view, and scattered over several runs if the machine has such. The test closes it.
     *
     * @param bytes whole pages
     */
    protected abstract ExportedMemory memory(long bytes);

    @BeforeEach
    void plugTheDeviceIn() {
        probe = probe();
    }

    @AfterEach
    void giveAllBack() {
        for (ExportedMemory memory = out.pollLast(); memory != null; memory = out.pollLast()) {
            memory.close();
        }
    }

    final DeviceProbe device() {
        return probe;
    }

    final Mapper mapper() {
        return probe.mapper();
    }

    final ExportedMemory take(long bytes) {
        ExportedMemory memory = memory(bytes);
        out.add(memory);
        return memory;
    }

    final Reached map(ExportedMemory memory) {
        return map(memory, Direction.BIDIRECTIONAL);
    }

    final Reached map(ExportedMemory memory, Direction direction) {
        return map(memory, Constraints.NONE, direction);
    }

    final Reached map(ExportedMemory memory, Constraints constraints, Direction direction) {
        return new Reached(probe, mapper().map(request(memory, constraints, direction)));
    }

    final MapRequest request(ExportedMemory memory, Constraints constraints, Direction direction) {
        return new MapRequest(probe.device(), constraints, cookie(memory), memory.size(), direction);
    }

    /** The first cookie that the mapper takes. */
    final MemoryCookie cookie(ExportedMemory memory) {
        return memory.cookies().stream()
                .filter(cookie -> mapper().match(probe.device(), cookie) == Match.YES)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the test gives memory that the mapper takes: cookies="
                        + memory.cookies() + "; correct memory()"));
    }

    /** Cookies that nobody here understands. */
    static List<MemoryCookie> strangers() {
        return List.of(
                new MemoryCookie.DeviceAddress("stranger0", "a-bus-that-is-not-here", 0x1000, BYTES),
                new MemoryCookie.DeviceAddress("stranger0", "another-bus", 0x1234, BYTES + 1));
    }

    /** An address just outside all segments, where a device that runs over would get to. */
    static List<Long> outside(List<Segment> segments) {
        return segments.stream()
                .flatMap(segment -> List.of(segment.address() - 1, segment.lastAddress() + 1).stream())
                .filter(address -> segments.stream().noneMatch(segment -> holds(segment, address)))
                .toList();
    }

    private static boolean holds(Segment segment, long address) {
        return Long.compareUnsigned(address - segment.address(), segment.length()) < 0;
    }
}
