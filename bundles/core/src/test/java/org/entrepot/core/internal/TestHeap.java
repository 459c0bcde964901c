package org.entrepot.core.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.entrepot.api.Capabilities;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageRun;
import org.entrepot.spi.PrivateMapper;

/** A heap of the test: frames counted upwards, bytes of its own, and whatever behaviour a test sets. */
public final class TestHeap implements Exporter {
    private final String name;
    private final AtomicLong nextFrame;
    public final AtomicInteger live = new AtomicInteger();
    public final AtomicInteger allocations = new AtomicInteger();
    public volatile Capabilities capabilities;
    public volatile long room = Long.MAX_VALUE;
    public volatile int ranking;
    public volatile int runs = 1;
    public volatile boolean failing;
    /** What it says of itself: bytes of one MiB, and allocations for which it had no room. */
    public volatile long used;

    public volatile long failures;
    /** What it does first when a plan is made. */
    public volatile Runnable beforePlans = () -> {};
    /** What it does first when an operator asks how it is. */
    public volatile Runnable beforeReports = () -> {};
    /** Whether its memory has no CPU view, whatever its capabilities say. */
    public volatile boolean blind;

    public volatile Function<MemoryRequest, ExportedMemory> behaviour = this::serve;
    public volatile List<MemoryCookie> extraCookies = List.of();
    public volatile Optional<PrivateMapper> privateMapper = Optional.empty();

    /** A heap with these capabilities. */
    public TestHeap(String name, Capabilities capabilities) {
        this.name = name;
        this.capabilities = capabilities;
        this.nextFrame = new AtomicLong(capabilities.lowestAddress() >>> 12);
    }

    /** A heap of plenty, scattered over as many runs as {@link #runs} says, above 4 GiB. */
    public static TestHeap system(String name) {
        return new TestHeap(
                name, Capabilities.between(0x1_0000_0000L, 0x1_ffff_ffffL).build());
    }

    /** A scarce heap in one run below 4 GiB. */
    public static TestHeap cma(String name) {
        return new TestHeap(
                name,
                Capabilities.between(0x3000_0000L, 0x33ff_ffffL)
                        .contiguity(Capabilities.Contiguity.ONE_RUN)
                        .supply(Capabilities.Supply.SCARCE)
                        .build());
    }

    public String name() {
        return name;
    }

    public int ranking() {
        return ranking;
    }

    @Override
    public HeapDescription description() {
        return new HeapDescription(name, "test", Provenance.emulated("test"));
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public int expectedRuns(long bytes) {
        beforePlans.run();
        if (failing) {
            throw new IllegalStateException("test bug");
        }
        return runs;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        allocations.incrementAndGet();
        return behaviour.apply(request);
    }

    /** What {@link #allocate} does unless a test says otherwise. */
    public ExportedMemory serve(MemoryRequest request) {
        if (request.bytes() > room) {
            throw new EntrepotException(
                    Reason.OUT_OF_MEMORY, "a heap has room: free=" + room + " wanted=" + request.bytes());
        }
        return new Memory(request.bytes());
    }

    @Override
    public HeapUsage usage() {
        beforeReports.run();
        return new HeapUsage(1 << 20, used, used, (1 << 20) - used, live.get(), failures, 0);
    }

    /** Memory of the heap. */
    public final class Memory implements ExportedMemory {
        private final long size;
        private final ByteBuffer view;
        private final List<MemoryCookie> cookies;
        private final AtomicInteger closed = new AtomicInteger();

        /** Takes frames and bytes. */
        public Memory(long size) {
            this.size = size;
            this.view = TestMachine.bytes(size);
            this.cookies = cookies(size);
            live.incrementAndGet();
        }

        private List<MemoryCookie> cookies(long bytes) {
            if (!extraCookies.isEmpty() || !capabilities.mappingTypes().contains(org.entrepot.api.MappingType.PAGES)) {
                return extraCookies;
            }
            long pages = bytes >> 12;
            long parts = Math.min(runs, pages);
            List<PageRun> made = new java.util.ArrayList<>();
            for (long i = 0; i < parts; i++) {
                long count = i == parts - 1 ? pages - (parts - 1) * (pages / parts) : pages / parts;
                made.add(new PageRun(nextFrame.getAndAdd(count + 1), count));
            }
            return List.of(new MemoryCookie.Pages(made));
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public List<MemoryCookie> cookies() {
            return cookies;
        }

        @Override
        public Optional<PrivateMapper> privateMapper() {
            return privateMapper;
        }

        @Override
        public ByteBuffer view() {
            if (blind) {
                throw new EntrepotException(Reason.UNSUPPORTED, "memory has a CPU view: heap=" + name);
            }
            return view;
        }

        @Override
        public void close() {
            if (closed.incrementAndGet() > 1) {
                throw new IllegalStateException("the engine closes memory once: closed=" + closed.get());
            }
            live.decrementAndGet();
        }
    }
}
