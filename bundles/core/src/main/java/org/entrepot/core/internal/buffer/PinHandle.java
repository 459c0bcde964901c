package org.entrepot.core.internal.buffer;

import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Pin;

/** A pin as an application holds it. Made with a reference to the buffer that it owns. */
final class PinHandle implements Pin {
    private final DeviceLink link;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private PinHandle(DeviceLink link) {
        this.link = link;
    }

    /** Pins. */
    static PinHandle on(DeviceLink link) {
        link.pin();
        return new PinHandle(link);
    }

    @Override
    public long buffer() {
        return link.buffer().id();
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            link.unpin();
            link.buffer().release();
        }
    }

    @Override
    public String toString() {
        return "pin of " + link.device().name() + " on buffer " + buffer();
    }
}
