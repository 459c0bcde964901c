package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;

/** A mapping as an application holds it: a share of the device's mapping. Owns a reference to the buffer. */
final class MappingHandle implements DeviceMapping {
    private final DeviceLink link;
    private final SharedMapping shared;
    private final AtomicBoolean open = new AtomicBoolean(true);

    MappingHandle(DeviceLink link, SharedMapping shared) {
        this.link = link;
        this.shared = shared;
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
        return shared.direction();
    }

    @Override
    public List<Segment> segments() {
        if (!open.get()) {
            throw new IllegalStateException(
                    "a closed mapping has no addresses: device=" + device() + " buffer=" + buffer() + "; map it again");
        }
        if (shared.state() == MappingState.REVOKED) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a revoked mapping has no addresses: device=" + device() + " buffer=" + buffer()
                            + " had to move; close the mapping and map again");
        }
        return shared.segments();
    }

    @Override
    public MappingState state() {
        return open.get() ? shared.state() : MappingState.CLOSED;
    }

    @Override
    public long size() {
        return link.buffer().size();
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            link.unmap(shared);
            link.buffer().release();
        }
    }

    @Override
    public String toString() {
        return device() + " sees buffer " + buffer() + " " + direction() + " at " + shared.segments();
    }
}
