package org.entrepot.pipeline.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Proposal;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.api.Shape;
import org.entrepot.api.Zeroing;

/** Memory of the test: buffers of the JVM, handed out by an allocator that counts what is out. */
final class TestMemory implements Allocator {
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger pools = new AtomicInteger();
    final Set<Long> unreleased = ConcurrentHashMap.newKeySet();
    volatile String exporter = "first";
    volatile boolean refusing;
    private final AtomicLong ids = new AtomicLong();

    @Override
    public DmaBuf allocate(AllocationRequest request) {
        throw new IllegalStateException("a pipeline takes its buffers from pools");
    }

    @Override
    public Explanation explain(AllocationRequest request) {
        return new Explanation(request, List.of());
    }

    @Override
    public BufferPool pool(AllocationRequest request, int capacity, Zeroing zeroing) {
        pools.incrementAndGet();
        return new Pool(request, capacity);
    }

    private final class Pool implements BufferPool {
        private final ImageLayout layout;
        private final Semaphore permits;
        private final int capacity;
        private final Deque<byte[]> idle = new ArrayDeque<>();
        private final AtomicBoolean pool = new AtomicBoolean(true);

        Pool(AllocationRequest request, int capacity) {
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
            return new Buffer(this);
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

    /** A buffer, its attachment and its mapping in one. */
    final class Buffer implements DmaBuf {
        private final Pool pool;
        private final long id = ids.incrementAndGet();
        private final String from = exporter;
        private final AtomicBoolean isOpen = new AtomicBoolean(true);
        private final ByteBuffer bytes;

        Buffer(Pool pool) {
            this.pool = pool;
            byte[] recycled = pool.idle.poll();
            this.bytes = ByteBuffer.wrap(recycled == null ? new byte[(int) size()] : recycled);
            open.incrementAndGet();
            unreleased.add(id);
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public long size() {
            return (pool.layout.bytes() + 4095) / 4096 * 4096;
        }

        @Override
        public ImageLayout layout() {
            return pool.layout;
        }

        @Override
        public String exporter() {
            return from;
        }

        @Override
        public Attachment attach(String device) {
            return new AttachedBuffer(this, device);
        }

        @Override
        public Attachment attach(String device, Orientation orientation) {
            throw new IllegalStateException("a pipeline attaches as it asked for");
        }

        @Override
        public CpuAccess beginCpuAccess(CpuUse use) {
            return new Bracket(use, bytes.asReadOnlyBuffer());
        }

        @Override
        public DmaBuf duplicate() {
            throw new IllegalStateException("a pipeline hands buffers on");
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
                open.decrementAndGet();
                unreleased.remove(id);
                pool.permits.release();
            }
        }
    }

    private record Bracket(CpuUse use, ByteBuffer view) implements CpuAccess {
        @Override
        public void close() {
            // Nothing to make visible.
        }
    }

    private record AttachedBuffer(Buffer memory, String device) implements Attachment {
        @Override
        public Orientation orientation() {
            return Orientation.ROTATE_0;
        }

        @Override
        public Layout layout() {
            return memory.layout();
        }

        @Override
        public long buffer() {
            return memory.id;
        }

        @Override
        public MappingType mappingType() {
            return MappingType.PAGES;
        }

        @Override
        public String mapper() {
            return "test0";
        }

        @Override
        public List<Proposal> negotiation() {
            return List.of(new Proposal(mappingType(), mapper(), Proposal.Answer.YES, "it maps"));
        }

        @Override
        public DeviceMapping map(Direction direction) {
            return new Mapping(memory, device, direction);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The buffer counts.
        }
    }

    /** A mapping through which a device of the test reaches the bytes. */
    record Mapping(Buffer memory, String device, Direction direction) implements DeviceMapping {
        ByteBuffer bytes() {
            return memory.bytes;
        }

        @Override
        public long buffer() {
            return memory.id;
        }

        @Override
        public List<Segment> segments() {
            return List.of(new Segment(0x1000, memory.size()));
        }

        @Override
        public long size() {
            return memory.size();
        }

        @Override
        public boolean isOpen() {
            return memory.isOpen();
        }

        @Override
        public void close() {
            // The buffer counts.
        }
    }
}
