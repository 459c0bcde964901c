package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
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
        if (!open.get()) {
            throw new IllegalStateException(
                    "a detached device maps nothing: device=" + device() + " buffer=" + buffer() + "; attach it again");
        }
        link.buffer().retain();
        try {
            return new MappingHandle(link, link.map(direction));
        } catch (RuntimeException e) {
            link.buffer().release();
            throw e;
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
