package org.entrepot.pipeline.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Orientation;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Shape;
import org.entrepot.api.Zeroing;
import org.entrepot.fence.Reservation;

/** Memory of the test: buffers of the JVM, handed out by an allocator that counts what is out. */
final class TestMemory implements Allocator {
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger pools = new AtomicInteger();
    final Set<Long> unreleased = ConcurrentHashMap.newKeySet();
    volatile String exporter = "first";
    final Map<String, String> moved = new ConcurrentHashMap<>();
    volatile boolean refusing;
    private final AtomicLong ids = new AtomicLong();
    private final TestHeaps heaps;

    /** Out of one nameless heap that serves everything. */
    TestMemory() {
        this(new TestHeaps());
    }

    /** Out of whichever heap the machine of the test would choose. */
    TestMemory(TestHeaps heaps) {
        this.heaps = heaps;
    }

    @Override
    public DmaBuf allocate(AllocationRequest request) {
        throw new IllegalStateException("a pipeline takes its buffers from pools");
    }

    @Override
    public Explanation explain(AllocationRequest request) {
        return heaps.explain(request);
    }

    @Override
    public BufferCollection collection(AllocationRequest request) {
        throw new UnsupportedOperationException("the pipeline opens no collection: request=" + request);
    }

    @Override
    public Seat join(long collection, String participant) {
        throw new UnsupportedOperationException("the pipeline joins no collection: participant=" + participant);
    }

    @Override
    public BufferPool pool(AllocationRequest request, int capacity, Zeroing zeroing) {
        pools.incrementAndGet();
        return new Pool(request, capacity);
    }

    private final class Pool implements BufferPool {
        private final AllocationRequest request;
        private final ImageLayout layout;
        private final Semaphore permits;
        private final int capacity;
        private final AtomicBoolean pool = new AtomicBoolean(true);

        Pool(AllocationRequest request, int capacity) {
            this.request = request;
            Shape.Image image = (Shape.Image) request.shape();
            this.layout = ImageLayout.of(image.formats().get(0), image.width(), image.height(), 64, 16);
            this.capacity = capacity;
            this.permits = new Semaphore(capacity);
        }

        @Override
        public Optional<DmaBuf> tryAcquire() {
            return permits.tryAcquire() ? Optional.of(lend()) : Optional.empty();
        }

        @Override
        public DmaBuf acquire(Duration longest) {
            try {
                if (permits.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                    return lend();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new EntrepotException(Reason.BUSY, "none came back");
        }

        private DmaBuf lend() {
            if (refusing) {
                permits.release();
                throw new EntrepotException(Reason.LIMIT, "the test refuses: limit=0");
            }
            try {
                return new Buffer(new Lent(this, heaps.chosen(request).orElse(exporter)));
            } catch (EntrepotException e) {
                permits.release();
                throw e;
            }
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public int lent() {
            return capacity - permits.availablePermits();
        }

        @Override
        public void close() {
            if (pool.getAndSet(false)) {
                pools.decrementAndGet();
            }
        }
    }

    /** Memory that is out, until its last reference is closed. */
    private final class Lent {
        private final Pool pool;
        private final String from;
        private final long id = ids.incrementAndGet();
        private final AtomicInteger references = new AtomicInteger();
        private final ByteBuffer bytes;

        Lent(Pool pool, String from) {
            this.pool = pool;
            this.from = from;
            this.bytes = ByteBuffer.allocate((int) size());
            open.incrementAndGet();
            unreleased.add(id);
        }

        String exporter() {
            return moved.getOrDefault(from, from);
        }

        long size() {
            return (pool.layout.bytes() + 4095) / 4096 * 4096;
        }

        void release() {
            if (references.decrementAndGet() == 0) {
                open.decrementAndGet();
                unreleased.remove(id);
                pool.permits.release();
            }
        }
    }

    /** A reference. */
    static final class Buffer implements DmaBuf {
        private final Lent lent;
        private final AtomicBoolean isOpen = new AtomicBoolean(true);

        Buffer(Lent lent) {
            this.lent = lent;
            lent.references.incrementAndGet();
        }

        ByteBuffer bytes() {
            return lent.bytes;
        }

        @Override
        public long id() {
            return lent.id;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public long size() {
            return lent.size();
        }

        @Override
        public ImageLayout layout() {
            return lent.pool.layout;
        }

        @Override
        public String exporter() {
            return lent.exporter();
        }

        @Override
        public long moves() {
            return 0;
        }

        @Override
        public Attachment attach(String device) {
            return attach(device, lent.pool.request.orientation(device));
        }

        @Override
        public Attachment attach(String device, Orientation orientation) {
            return new TestAttachment(this, device, orientation);
        }

        @Override
        public CpuAccess beginCpuAccess(CpuUse use) {
            return new Bracket(use, lent.bytes.asReadOnlyBuffer());
        }

        @Override
        public DmaBuf duplicate() {
            return new Buffer(lent);
        }

        @Override
        public Reservation reservation() {
            throw new UnsupportedOperationException("a buffer of the test has no fences");
        }

        @Override
        public long cpuWrittenBytes() {
            return 0;
        }

        @Override
        public boolean isOpen() {
            return isOpen.get();
        }

        @Override
        public void close() {
            if (isOpen.compareAndSet(true, false)) {
                lent.release();
            }
        }
    }

    private record Bracket(CpuUse use, ByteBuffer view) implements CpuAccess {
        @Override
        public void close() {
            // Nothing to make visible.
        }
    }
}
