package org.entrepot.stories;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** A vendor's heap, preferred to all others, that keeps its contract or breaks it as a story says. */
final class VendorHeap implements Exporter, AutoCloseable {
    static final String NAME = "vendor";

    private static final long BASE = 0x2000_0000L;
    private static final int SLOTS = 64;
    private static final int SLOT = 1 << 20;

    /** What it does when it is asked for memory. */
    enum Conduct {
        SERVES,
        THROWS,
        LIES,
        HANGS,
        /** Not even an interrupt brings it back. */
        HANGS_FOR_GOOD
    }

    volatile Conduct conduct = Conduct.SERVES;
    final AtomicInteger hanging = new AtomicInteger();
    private final PageFrames machine;
    private final PageFrames.Claim claim;
    private final ServiceRegistration<Exporter> registration;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<Memory> given = ConcurrentHashMap.newKeySet();
    private final Queue<PageRun> free = new ConcurrentLinkedQueue<>();

    VendorHeap(BundleContext context, PageFrames machine) {
        this.machine = machine;
        this.claim = machine.claim(NAME, run(0, SLOTS));
        for (int i = 0; i < SLOTS; i++) {
            free.add(run(i, 1));
        }
        this.registration = context.registerService(
                Exporter.class,
                this,
                FrameworkUtil.asDictionary(Map.of(NAME_PROPERTY, NAME, Constants.SERVICE_RANKING, 1000)));
    }

    private static PageRun run(int slot, int slots) {
        return new PageRun((BASE + (long) slot * SLOT) >> PageFrames.PAGE_SHIFT, slots * (SLOT / PageFrames.PAGE_SIZE));
    }

    @Override
    public HeapDescription description() {
        return new HeapDescription(NAME, "sram", Provenance.emulated("a story needs a heap that fails"));
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.between(BASE, BASE + (long) SLOTS * SLOT - 1)
                .contiguity(Capabilities.Contiguity.ONE_RUN)
                .largestSize(SLOT)
                .build();
    }

    @Override
    public int expectedRuns(long bytes) {
        return 1;
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        // What it is told while it hangs is for the next who asks.
        Conduct now = conduct;
        return switch (now) {
            case SERVES -> memory(request.bytes());
            case THROWS -> throw new IllegalStateException("a vendor's bug");
            case LIES -> memory(request.bytes() + PageFrames.PAGE_SIZE);
            case HANGS, HANGS_FOR_GOOD -> hang(request, now);
        };
    }

    private ExportedMemory hang(MemoryRequest request, Conduct now) {
        hanging.incrementAndGet();
        try {
            while (true) {
                try {
                    end.await();
                    return memory(request.bytes());
                } catch (InterruptedException e) {
                    if (now == Conduct.HANGS) {
                        Thread.currentThread().interrupt();
                        throw new EntrepotException(Reason.INTERRUPTED, "a wait is not interrupted: heap=" + NAME, e);
                    }
                }
            }
        } finally {
            hanging.decrementAndGet();
        }
    }

    private ExportedMemory memory(long bytes) {
        PageRun slot = free.poll();
        if (slot == null || bytes > SLOT) {
            throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap has room: heap=" + NAME + " free=0");
        }
        return new Memory(slot, bytes);
    }

    @Override
    public HeapUsage usage() {
        int out = SLOTS - free.size();
        return new HeapUsage((long) SLOTS * SLOT, (long) out * SLOT, (long) out * SLOT, SLOT, out, 0, 0);
    }

    /** How many pieces of memory are out. */
    int out() {
        return SLOTS - free.size();
    }

    /** Memory of so many bytes shows half of them from now on. */
    void spoil(long bytes) {
        given.stream().filter(memory -> memory.size() == bytes).forEach(memory -> memory.spoilt = true);
    }

    /** All memory shows all its bytes again. */
    void mend() {
        given.forEach(memory -> memory.spoilt = false);
    }

    /** Leaves, and lets everybody go that hangs. */
    @Override
    public void close() {
        registration.unregister();
        end.countDown();
        claim.close();
    }

    private final class Memory implements ExportedMemory {
        private final PageRun slot;
        private final ByteBuffer bytes;
        private final List<MemoryCookie> cookies;
        private final PageFrames.Placement placement;
        private final AtomicBoolean open = new AtomicBoolean(true);
        private volatile boolean spoilt;

        Memory(PageRun slot, long size) {
            this.slot = slot;
            this.bytes = ByteBuffer.allocateDirect(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
            List<PageRun> runs = List.of(new PageRun(slot.frame(), size >> PageFrames.PAGE_SHIFT));
            this.cookies = List.of(new MemoryCookie.Pages(runs));
            this.placement = machine.place(runs, bytes);
            given.add(this);
        }

        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public List<MemoryCookie> cookies() {
            return cookies;
        }

        @Override
        public ByteBuffer view() {
            return spoilt ? bytes.slice(0, bytes.capacity() / 2) : bytes;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                given.remove(this);
                placement.close();
                free.add(slot);
            }
        }
    }
}
