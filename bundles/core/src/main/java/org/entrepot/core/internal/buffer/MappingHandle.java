package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.fence.Reservation;
import org.jspecify.annotations.Nullable;

/** A mapping as an application holds it: a share of the device's mapping. Owns a reference to the buffer. */
final class MappingHandle implements DeviceMapping {
    private final DeviceLink link;
    private final Direction direction;
    /** Nothing once it is closed. No lock: a device that is told of a move holds the buffer's reservation. */
    private final AtomicReference<@Nullable SharedMapping> shared;

    MappingHandle(DeviceLink link, SharedMapping shared) {
        this.link = link;
        this.direction = shared.direction();
        this.shared = new AtomicReference<>(shared);
    }

    @Override
    public String device() {
        return link.device().name();
    }

    @Override
    public long buffer() {
        return link.buffer().id();
    }

    @Override
    public Direction direction() {
        return direction;
    }

    @Override
    public List<Segment> segments() {
        SharedMapping now = open("has no addresses");
        if (now.state() == MappingState.REVOKED) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a revoked mapping has no addresses: device=" + device() + " buffer=" + buffer()
                            + " had to move, or ended; map it again");
        }
        return now.segments();
    }

    private SharedMapping open(String what) {
        SharedMapping now = shared.get();
        if (now == null) {
            throw new IllegalStateException(
                    "a closed mapping " + what + ": device=" + device() + " buffer=" + buffer() + "; map it again");
        }
        return now;
    }

    @Override
    public MappingState state() {
        SharedMapping now = shared.get();
        return now == null ? MappingState.CLOSED : now.state();
    }

    @Override
    public void remap() {
        SharedMapping old = open("is not renewed");
        if (old.state() != MappingState.CURRENT) {
            SharedMapping fresh = link.map(direction);
            // It may have been closed, or renewed by another thread, meanwhile.
            link.unmap(shared.compareAndSet(old, fresh) ? old : fresh);
        }
    }

    @Override
    public Reservation reservation() {
        open("names no fences");
        return link.buffer().reservation();
    }

    @Override
    public long size() {
        return link.buffer().size();
    }

    @Override
    public boolean isOpen() {
        return shared.get() != null;
    }

    @Override
    public void close() {
        SharedMapping last = shared.getAndSet(null);
        if (last != null) {
            link.unmap(last);
            link.buffer().release();
        }
    }

    @Override
    public String toString() {
        return device() + " sees buffer " + buffer() + " " + direction + " " + state();
    }
}
