package org.entrepot.pipeline.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingState;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Pin;
import org.entrepot.api.Proposal;
import org.entrepot.api.Segment;
import org.entrepot.fence.Reservation;

/** A device of the test at a buffer: whatever it maps, it sees as it asked to. */
record TestAttachment(TestMemory.Buffer memory, String device, Orientation orientation) implements Attachment {
    @Override
    public Layout layout() {
        return memory.layout().seen(orientation);
    }

    @Override
    public long buffer() {
        return memory.id();
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
    public Pin pin() {
        throw new UnsupportedOperationException("a test pins nothing");
    }

    @Override
    public DeviceMapping map(Direction direction) {
        ByteBuffer bytes = memory.bytes();
        ByteBuffer seen = orientation == Orientation.ROTATE_0
                ? bytes
                : TestView.turned(bytes, memory.layout().planes().get(0), orientation);
        return new Mapping(memory, seen, device, direction);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // The buffer counts.
    }

    /** A mapping through which a device of the test reaches the bytes as it sees them. */
    record Mapping(TestMemory.Buffer memory, ByteBuffer bytes, String device, Direction direction)
            implements DeviceMapping {
        @Override
        public long buffer() {
            return memory.id();
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
            return memory.isOpen();
        }

        @Override
        public void close() {
            // The buffer counts.
        }
    }
}
