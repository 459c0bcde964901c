package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Pin;
import org.entrepot.api.Proposal;

/** An attachment as an application holds it. Made with a reference to the buffer, and an attachment to the link, that it owns. */
final class AttachmentHandle implements Attachment {
    private final DeviceLink link;
    private final AtomicBoolean open = new AtomicBoolean(true);

    AttachmentHandle(DeviceLink link) {
        this.link = link;
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
    public Orientation orientation() {
        return link.orientation();
    }

    @Override
    public Layout layout() {
        return link.layout();
    }

    @Override
    public MappingType mappingType() {
        return link.mappingType();
    }

    @Override
    public String mapper() {
        return link.mapper();
    }

    @Override
    public List<Proposal> negotiation() {
        return link.negotiation();
    }

    @Override
    public DeviceMapping map(Direction direction) {
        return holding(() -> new MappingHandle(link, link.map(direction)));
    }

    @Override
    public Pin pin() {
        return holding(() -> PinHandle.on(link));
    }

    /** Makes something that owns a reference to the buffer. */
    private <T> T holding(Supplier<T> made) {
        checkOpen();
        link.buffer().retain();
        try {
            // Detached in between, the buffer may be in its next loan by now.
            checkOpen();
            return made.get();
        } catch (RuntimeException e) {
            link.buffer().release();
            throw e;
        }
    }

    private void checkOpen() {
        if (!open.get()) {
            throw new IllegalStateException("a detached device neither maps nor pins: device=" + device() + " buffer="
                    + buffer() + "; attach it again");
        }
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            link.detached();
            link.buffer().release();
        }
    }

    @Override
    public String toString() {
        return device() + " on buffer " + buffer() + " by " + mappingType() + " through " + mapper();
    }
}
