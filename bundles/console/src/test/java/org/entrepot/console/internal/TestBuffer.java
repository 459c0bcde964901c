package org.entrepot.console.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.Attachment;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingState;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Pin;
import org.entrepot.api.Proposal;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.fence.Reservation;

/** A reference to memory of the test. Its tally says how many references, attachments and mappings are open. */
final class TestBuffer implements DmaBuf {
    private final long id;
    private final Tally tally;
    private final ByteBuffer bytes;
    private boolean open = true;

    /** What is open. */
    record Tally(AtomicInteger references, AtomicInteger attachments, AtomicInteger mappings) {
        Tally() {
            this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        }
    }

    TestBuffer(long id, int size) {
        this(id, new Tally(), ByteBuffer.allocate(size));
    }

    private TestBuffer(long id, Tally tally, ByteBuffer bytes) {
        this.id = id;
        this.tally = tally;
        this.bytes = bytes;
        tally.references().incrementAndGet();
    }

    Tally tally() {
        return tally;
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
        return bytes.capacity();
    }

    @Override
    public Layout layout() {
        return new ByteLayout(bytes.capacity());
    }

    @Override
    public String exporter() {
        return "plenty";
    }

    @Override
    public long moves() {
        return 0;
    }

    @Override
    public Attachment attach(String device) {
        if (!device.equals("camera0")) {
            throw new EntrepotException(Reason.UNKNOWN, "a device must be known: device=" + device);
        }
        tally.attachments().incrementAndGet();
        return new TestAttachment();
    }

    @Override
    public Attachment attach(String device, Orientation orientation) {
        return attach(device);
    }

    @Override
    public CpuAccess beginCpuAccess(CpuUse use) {
        return new TestAccess(use, bytes.duplicate().clear());
    }

    @Override
    public DmaBuf duplicate() {
        return new TestBuffer(id, tally, bytes);
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
        return open;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            tally.references().decrementAndGet();
        }
    }

    private record TestAccess(CpuUse use, ByteBuffer view) implements CpuAccess {
        @Override
        public void close() {}
    }

    private final class TestAttachment implements Attachment {
        private boolean attached = true;

        @Override
        public String device() {
            return "camera0";
        }

        @Override
        public long buffer() {
            return id;
        }

        @Override
        public Orientation orientation() {
            return Orientation.ROTATE_0;
        }

        @Override
        public Layout layout() {
            return TestBuffer.this.layout();
        }

        @Override
        public MappingType mappingType() {
            return MappingType.PAGES;
        }

        @Override
        public String mapper() {
            return "direct0";
        }

        @Override
        public List<Proposal> negotiation() {
            return List.of(new Proposal(MappingType.PAGES, "direct0", Proposal.Answer.YES, "it maps"));
        }

        @Override
        public Pin pin() {
            throw new UnsupportedOperationException("a test pins nothing");
        }

        @Override
        public DeviceMapping map(Direction direction) {
            tally.mappings().incrementAndGet();
            return new TestMapping(direction);
        }

        @Override
        public boolean isOpen() {
            return attached;
        }

        @Override
        public void close() {
            if (attached) {
                attached = false;
                tally.attachments().decrementAndGet();
            }
        }

        @Override
        public String toString() {
            return "buffer " + id + " for camera0";
        }
    }

    private final class TestMapping implements DeviceMapping {
        private final Direction direction;
        private boolean mapped = true;

        private TestMapping(Direction direction) {
            this.direction = direction;
        }

        @Override
        public String device() {
            return "camera0";
        }

        @Override
        public long buffer() {
            return id;
        }

        @Override
        public Direction direction() {
            return direction;
        }

        @Override
        public List<Segment> segments() {
            return List.of(new Segment(0x3000_0000L, size()));
        }

        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public MappingState state() {
            return isOpen() ? MappingState.CURRENT : MappingState.CLOSED;
        }

        @Override
        public void remap() {
            // A buffer of the test never moves.
        }

        @Override
        public Reservation reservation() {
            throw new UnsupportedOperationException("a test has no fences");
        }

        @Override
        public boolean isOpen() {
            return mapped;
        }

        @Override
        public void close() {
            if (mapped) {
                mapped = false;
                tally.mappings().decrementAndGet();
            }
        }
    }
}
